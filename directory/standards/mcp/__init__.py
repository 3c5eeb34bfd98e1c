"""MCP, the Model Context Protocol: the directory's questions as tools for assistants, over stdio and HTTP.

The few messages that a read-only server needs are written out here. The protocol's own library takes 45 MB and an event
loop beside Django's threads; the tests speak to this server with its client, in both of the protocol's eras.
"""

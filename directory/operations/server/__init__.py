"""The server: front processes that answer what is quick, pools for the rest, one supervisor over them."""

from django.db import migrations

SQLITE = [
    # The tokens are made in Python and hold letters, digits and these marks only.
    "CREATE VIRTUAL TABLE search_index USING fts5 ("
    "tokens, content='', detail='none', columnsize=0, tokenize=\"ascii tokenchars '^=:.-_'\")",
]
POSTGRESQL = [
    "CREATE TABLE search_index (key bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    # Without fastupdate: a reader never has to go through a list of what was written last.
    "CREATE INDEX search_index_tokens_idx ON search_index USING gin (tokens) WITH (fastupdate = off)",
    # Every token is a condition of its own, not one query with "&": so the index leaps from each to the next
    # entry that any of them has. And only the index is used: the planner takes a common token for a reason to scan.
    """
    CREATE FUNCTION search_keys(asked text[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE
    SET enable_seqscan = off SET enable_indexscan = off SET jit = off
    AS $$ BEGIN RETURN QUERY EXECUTE 'SELECT key FROM search_index WHERE '
        || (SELECT string_agg(format('tokens @@ %L::tsquery', one), ' AND ') FROM unnest(asked) AS one); END $$
    """,
]


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION search_keys(text[])", None)
    schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]

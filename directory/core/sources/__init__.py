"""Who says what: whether two sources agree, and which fields need one."""

"""The cache of anonymous pages, in each web process's memory, and what readers get while the database is gone.

``wsgi.PageCache`` stands ahead of Django: a kept page costs one question to the database, for the version of the data,
and none of Django's work. ``middleware.PublicPages`` says of each answer whether anyone may keep it, here and on the
way to the reader. ``version`` asks for the version, ``pages`` holds the pages, ``outage`` adapts them to an outage.
"""

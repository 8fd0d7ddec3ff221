"""Cases to and from files: YAML in the fixture's own format, and a workbook with a sheet for each list.

django-import-export is not used here. Its Resource reads one row into one object of one model, from one table; a case
is a row with ten lists, and a list in the file replaces the case's own as a whole. It also reads workbooks through
tablib, which takes a formula's last result for a value and sets no bound on rows, and it keeps the file of a dry run on
the web host's disk or in its cache. So the readers here are openpyxl's and PyYAML's, behind checks of their own; the
rows are validated by the models' own ``clean_fields`` and constraints; and what would change is told by
``cases.workflow.differences``, as in a case's history.

The way in: ``read_yaml`` or ``read_workbook`` give the rows as written; ``values`` turns them into what the models
hold; ``plan`` says what would change, and does it.
"""

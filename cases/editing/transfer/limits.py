"""How large a file may be. Real files are far smaller: the 26 cases take 0.5 MB as YAML and 0.2 MB as a workbook."""

MEGABYTE = 1024 * 1024
MAX_UPLOAD = 5 * MEGABYTE
# What a form with a file takes beside the file.
FORM_OVERHEAD = 64 * 1024
MAX_UNPACKED = 50 * MEGABYTE
MAX_PARTS_OF_ZIP = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 100
# Elements of XML, and nodes of YAML: what the readers keep in memory.
MAX_XML_ELEMENTS = 2_000_000
MAX_XML_DEPTH = 50
MAX_YAML_NODES = 400_000
MAX_YAML_DEPTH = 6
MAX_ENTRIES_IN_LIST = 500
MAX_PROBLEMS = 100

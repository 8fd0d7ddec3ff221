"""How large a file may be. Real files are far smaller: the 26 cases take 0.5 MB as YAML and 0.2 MB as a workbook."""

MEGABYTE = 1024 * 1024
MAX_UPLOAD = 5 * MEGABYTE
MAX_UNPACKED = 50 * MEGABYTE
MAX_ROWS = 20_000
MAX_CASES = 1_000
MAX_COLUMNS = 100
# Elements of XML, and events of YAML: what the readers keep in memory.
MAX_XML_ELEMENTS = 2_000_000
MAX_YAML_EVENTS = 400_000
MAX_YAML_DEPTH = 6
LONGEST_NUMBER = 100
MAX_ENTRIES_IN_LIST = 500
MAX_PROBLEMS = 100

"""The files for Word and Excel open in another program than the one that wrote them, with what the case says."""

import shutil
import subprocess

import lxml.html  # type: ignore[import-untyped]
import pytest

OFFICE = shutil.which("soffice")
MISSING = "LibreOffice is not installed (apt-get install -y libreoffice-writer libreoffice-calc)"


@pytest.mark.skipif(not OFFICE, reason=MISSING)
def test_a_case_as_a_file_says_the_same_in_libreoffice(client, case, tmp_path):
    files = {kind: tmp_path / f"{kind}.{kind}" for kind in ("docx", "xlsx")}
    for kind, file in files.items():
        file.write_bytes(client.get(f"/hent/{case.slug}.{kind}").content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", "html", "--outdir", tmp_path, *files.values()]
    subprocess.run(command, check=True, capture_output=True, timeout=90)
    for kind in files:
        text = " ".join(lxml.html.parse(tmp_path / f"{kind}.html").getroot().text_content().split())
        assert [words for words in (case.title, case.municipality.name) if words not in text] == [], kind

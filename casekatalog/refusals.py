"""What gunicorn answers by itself to a request that Django never sees, in Danish."""

from gunicorn.util import write_nonblock

_TEXTS = {
    400: ("Vi kunne ikke læse det, browseren sendte", "Gå tilbage, og prøv igen."),
    414: ("Adressen er for lang", "Søg efter færre ord, eller vælg færre filtre."),
    431: (
        "Browseren sendte for meget",
        "Den sendte flere eller større cookies, end vi tager imod. Slet cookies for dette websted, og prøv igen.",
    ),
    500: ("Noget gik galt hos os", "Prøv igen om lidt. Fejlen er skrevet i vores log."),
}
_PAGE = """\
<!doctype html>
<html lang="da">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{heading} – Casekatalog</title>
</head>
<body>
  <main>
    <h1>{heading}</h1>
    <p>{explanation}</p>
    <p><a href="/">Gå til forsiden</a></p>
  </main>
</body>
</html>
"""
_HEADERS = (
    "Connection: close",
    "Content-Type: text/html; charset=utf-8",
    "Cache-Control: no-store",
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options: nosniff",
    "X-Frame-Options: DENY",
)


def write_error(sock: object, status_int: int, reason: str, mesg: str) -> None:
    """In the place of gunicorn's own, whose message repeats what the client sent."""
    heading, explanation = _TEXTS.get(status_int, _TEXTS[400])
    body = _PAGE.format(heading=heading, explanation=explanation).encode()
    head = [f"HTTP/1.1 {status_int} {reason}", *_HEADERS, f"Content-Length: {len(body)}", "", ""]
    write_nonblock(sock, "\r\n".join(head).encode("latin-1") + body)

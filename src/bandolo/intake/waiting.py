"""Which page waits for the opening with an applicant, and which shows the receipt where no script runs?"""

WAITING_PAGE = "<html></html>"
RECEIPT_PAGE = "<html></html>"


def receipt_page(receipt: bytes) -> bytes:
    """x."""
    return receipt


def page_headers(page: str) -> str:
    """x."""
    return ""

"""How are hostile files made from good ones, and what must hold of whatever is said of them?"""

from hypothesis import strategies as st

from bandolo.papers.signature_records import Verdict, Verification


@st.composite
def mutilated(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A seed with bytes changed, cut out, doubled or put in, in up to six places."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        size = draw(st.integers(1, 64))
        match draw(st.sampled_from(("change", "cut", "double", "insert", "length"))):
            case "change" if data:
                data[at] ^= draw(st.integers(1, 255))
            case "cut":
                del data[at : at + size]
            case "double":
                data[at:at] = data[at : at + size]
            case "insert":
                data[at:at] = draw(st.binary(max_size=32))
            case _ if data:
                # Lengths and marks of ASN.1, PDF and ZIP.
                odd = draw(
                    st.sampled_from((b"\x80", b"\x84\xff\xff\xff\xff", b"\0\0", b"<<", b"obj", b"PK\1\2"))
                )
                data[at : at + len(odd)] = odd
    return bytes(data)


def holds(found: Verification, seeds: list[bytes], data: bytes) -> None:
    """A file that is not one of the seeds byte for byte can be valid only for the content of one of them."""
    if found.verdict is Verdict.VALID and data not in seeds:
        assert all(one.intact and one.trusted and one.qualified for one in found.signatures)
        assert found.signatures

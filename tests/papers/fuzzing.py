"""How are hostile files made from good ones, and on what are the signatures that still hold?"""

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


def digests(found: Verification) -> set[str | None]:
    """The digests of what the valid signatures of a file are on."""
    return {one.content_digest for one in found.signatures if one.verdict is Verdict.VALID}

import TestSupport
import Testing
import Wire

@Suite("SHA-256 (FIPS 180-4)")
struct SHA256Tests {
    @Test(
        "the standard's vectors hold, and those around the padding's edges",
        arguments: [
            (
                "abc", 1,
                Bytes(
                    "BA7816BF 8F01CFEA 414140DE 5DAE2223 B00361A3 96177A9C B410FF61 F20015AD"
                )
            ),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
                Bytes(
                    "248D6A61 D20638B8 E5C02693 0C3E6039 A33CE459 64FF2167 F6ECEDD4 19DB06C1"
                )
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                1,
                Bytes(
                    "CF5B16A7 78AF8380 036CE59E 7B049237 0B249B11 E8F07A51 AFAC4503 7AFEE9D1"
                )
            ),
            (
                "a", 100000,
                Bytes(
                    "6D1CF22D 7CC09B08 5DFC25EE 1A1F3AE0 265804C6 07BC2074 AD253BCC 82FD81EE"
                )
            ),
            (
                "x", 55,
                Bytes(
                    "D5E28568 3CD4EFC0 2D021A5C 62014694 95890100 5D6F71E8 9E0989FA C77E4072"
                )
            ),
            (
                "x", 56,
                Bytes(
                    "04C26261 370EE754 1549D16D EE320C72 3E3FD146 71E66A09 9AFE0A37 7C16888E"
                )
            ),
            (
                "x", 63,
                Bytes(
                    "75220B47 218278E6 56F2013B B8F0C455 A25EAF01 E86C6492 4E9D48D8 9776D6F2"
                )
            ),
            (
                "x", 64,
                Bytes(
                    "7CE10097 1F64E700 1E8FE5A5 1973ECDF E1CED42B EFE7EE8D 5FD62195 06B5393C"
                )
            ),
            (
                "x", 119,
                Bytes(
                    "000B48D4 EDF0FA7B EE3C6236 ECD2785B AA5DB4EE B8BB5434 1B029E0D 9FA5FB0C"
                )
            ),
            (
                "x", 120,
                Bytes(
                    "13F05A0B 594787F5 ECD315ED C96141BD 3243203D 1B7D4F08 36F37308 B276BA98"
                )
            ),
            (
                "", 1,
                Bytes(
                    "E3B0C442 98FC1C14 9AFBF4C8 996FB924 27AE41E4 649B934C A495991B 7852B855"
                )
            ),
        ]
    )
    func vectors(text: String, count: Int, digest: [UInt8]) {
        #expect(SHA256.digest(Array(String(repeating: text, count: count).utf8)) == digest)
    }
}

package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class IpLiteralTest {
  @Test
  void four_decimal_bytes_are_an_address() {
    assertThat(IpLiteral.v4("192.0.2.255").orElseThrow())
        .containsExactly((byte) 192, (byte) 0, (byte) 2, (byte) 255);
  }

  @Test
  void other_ways_to_write_ipv4_are_refused() {
    for (var text :
        List.of(
            "",
            "1",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.",
            ".1.2.3",
            "1..2.3",
            "256.0.0.1",
            "01.2.3.4",
            "0x1.2.3.4",
            "1.2.3.4 ",
            "+1.2.3.4",
            "-1.2.3.4",
            "1.2.3.\u0664",
            "1.2.3.1000")) {
      assertThat(IpLiteral.v4(text)).as(text).isEmpty();
    }
  }

  @Test
  void ipv6_is_read_as_rfc_4291_writes_it() {
    assertThat(v6("2001:DB8:0:0:8:800:200C:417A")).contains("20010db80000000000080800200c417a");
    assertThat(v6("2001:db8::8:800:200c:417a")).contains("20010db80000000000080800200c417a");
    assertThat(v6("ff01::101")).contains("ff010000000000000000000000000101");
    assertThat(v6("::1")).contains("00000000000000000000000000000001");
    assertThat(v6("::")).contains("00000000000000000000000000000000");
    assertThat(v6("1::")).contains("00010000000000000000000000000000");
    assertThat(v6("1:2:3:4:5:6:7::")).contains("00010002000300040005000600070000");
    assertThat(v6("::2:3:4:5:6:7:8")).contains("00000002000300040005000600070008");
    assertThat(v6("::ffff:129.144.52.38")).contains("00000000000000000000ffff81903426");
    assertThat(v6("0:0:0:0:0:0:13.1.68.3")).contains("0000000000000000000000000d014403");
    assertThat(v6("64:ff9b::10.0.0.1")).contains("0064ff9b00000000000000000a000001");
  }

  @Test
  void what_is_not_ipv6_is_refused() {
    for (var text :
        List.of(
            "",
            ":",
            ":::",
            "1",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7:8::",
            "::1:2:3:4:5:6:7:8",
            "1::2::3",
            ":1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:",
            ":1::",
            "1::2:",
            "12345::",
            "g::",
            "::1%eth0",
            "::1%25eth0",
            "[::1]",
            "::1/128",
            "::1.2.3",
            "::1.2.3.04",
            "1.2.3.4::",
            "::1.2.3.4:5",
            "1:2:3:4:5:6:7:1.2.3.4",
            "::0x1",
            ":: 1",
            "::\u0661")) {
      assertThat(v6(text)).as(text).isEmpty();
    }
  }

  @Test
  void ipv6_is_written_as_rfc_5952_wants_it() {
    assertThat(written("2001:0DB8:0:0:1:0:0:1")).isEqualTo("2001:db8::1:0:0:1");
    assertThat(written("2001:db8:0:1:1:1:1:1")).isEqualTo("2001:db8:0:1:1:1:1:1");
    assertThat(written("2001:0:0:1:0:0:0:1")).isEqualTo("2001:0:0:1::1");
    assertThat(written("0:0:0:0:0:0:0:0")).isEqualTo("::");
    assertThat(written("1:0:0:0:0:0:0:0")).isEqualTo("1::");
    assertThat(written("::ffff:1.2.3.4")).isEqualTo("::ffff:102:304");
  }

  private static String written(String text) {
    return IpLiteral.text(IpLiteral.v6(text).orElseThrow());
  }

  private static Optional<String> v6(String text) {
    return IpLiteral.v6(text).map(HexFormat.of()::formatHex);
  }
}

package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.IpLiteral;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CidrTest {
  @Test
  void a_network_has_the_addresses_that_share_its_bits() {
    assertThat(isIn("10.0.0.0/8", "10.255.1.2")).isTrue();
    assertThat(isIn("10.0.0.0/8", "11.0.0.0")).isFalse();
    assertThat(isIn("172.16.0.0/12", "172.31.255.255")).isTrue();
    assertThat(isIn("172.16.0.0/12", "172.32.0.0")).isFalse();
    assertThat(isIn("255.255.255.254/31", "255.255.255.255")).isTrue();
    assertThat(isIn("0.0.0.0/0", "203.0.113.9")).isTrue();
    assertThat(isIn("fe80::/10", "febf::1")).isTrue();
    assertThat(isIn("fe80::/10", "fec0::1")).isFalse();
    assertThat(isIn("::/0", "2001:db8::1")).isTrue();
  }

  @Test
  void an_address_alone_is_a_network_of_one() {
    assertThat(isIn("127.0.0.1", "127.0.0.1")).isTrue();
    assertThat(isIn("127.0.0.1", "127.0.0.2")).isFalse();
    assertThat(isIn("::1", "::1")).isTrue();
    assertThat(isIn("::1", "::2")).isFalse();
  }

  @Test
  void a_family_of_addresses_has_nothing_of_the_other() {
    assertThat(isIn("::/0", "1.2.3.4")).isFalse();
    assertThat(isIn("0.0.0.0/0", "::1")).isFalse();
  }

  @Test
  void what_is_no_network_is_refused() {
    for (var text :
        List.of(
            "",
            "/",
            "/8",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/+8",
            "10.0.0.0/08",
            "10.0.0.1/8",
            "10/8",
            "10.0.0.0/8/8",
            "::1/129",
            "fe80::1/10",
            "[::1]/128",
            "example.com",
            "10.0.0.0 /8",
            "10.0.0.0/255.0.0.0",
            "10.0.0.0/99999999999")) {
      assertThat(Cidr.parse(text)).as(text).isEmpty();
    }
    assertThatThrownBy(() -> new Cidr("0a00", 8)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Cidr("0a000001", 8)).isInstanceOf(IllegalArgumentException.class);
  }

  private static boolean isIn(String network, String address) {
    return Cidr.parse(network).orElseThrow().contains(bytes(address));
  }

  static byte[] bytes(String address) {
    return IpLiteral.v4(address).or(() -> IpLiteral.v6(address)).orElseThrow();
  }
}

package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressGuardTest {
  @Test
  void addresses_of_the_internet_are_called() {
    for (var address :
        List.of(
            "1.0.0.0",
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "203.0.112.255",
            "223.255.255.255",
            "2000::",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:8.8.8.8")) {
      assertThat(permits(address)).as(address).isTrue();
    }
  }

  @Test
  void addresses_with_a_special_purpose_are_not_called() {
    for (var address :
        List.of(
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.0.0",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.0",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.0",
            "192.168.255.255",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255")) {
      assertThat(permits(address)).as(address).isFalse();
    }
  }

  @Test
  void of_ipv6_only_global_unicast_is_called() {
    for (var address :
        List.of(
            "::",
            "::1",
            "::2",
            "100::1",
            "1fff:ffff::",
            "4000::",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:1ff:ffff::1",
            "3ffe::1",
            "3fff::1",
            "64:ff9b:1::1")) {
      assertThat(permits(address)).as(address).isFalse();
    }
  }

  @Test
  void disguises_of_ipv4_are_not_called() {
    for (var address :
        List.of(
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "::8.8.8.8",
            "::ffff:0:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::10.0.0.1",
            "2002:7f00:1::",
            "2002:0808:0808::1",
            "2001:0:7f00:1::",
            "2001:0:4136:e378:8000:63bf:80ff:fffe",
            "2a00::5efe:10.0.0.1",
            "2a00::200:5efe:192.168.0.1")) {
      assertThat(permits(address)).as(address).isFalse();
    }
    assertThat(permits("2a00::5efe:8.8.8.8")).isTrue();
  }

  @Test
  void an_exception_opens_a_network() {
    assertThat(permits("127.0.0.1", "127.0.0.0/8")).isTrue();
    assertThat(permits("::ffff:127.0.0.1", "127.0.0.0/8")).isTrue();
    assertThat(permits("10.0.0.1", "127.0.0.0/8")).isFalse();
    assertThat(permits("::1", "::1")).isTrue();
    assertThat(permits("::1", "127.0.0.0/8")).isFalse();
    assertThat(permits("fd00::1", "10.0.0.0/8", "fd00::/8")).isTrue();
  }

  @Test
  void an_exception_for_a_disguise_does_not_open_what_is_hidden_in_it() {
    assertThat(permits("64:ff9b::8.8.8.8", "64:ff9b::/96")).isTrue();
    assertThat(permits("64:ff9b::10.0.0.1", "64:ff9b::/96")).isFalse();
    assertThat(permits("64:ff9b::10.0.0.1", "64:ff9b::/96", "10.0.0.0/8")).isTrue();
    assertThat(permits("64:ff9b::10.0.0.1", "10.0.0.0/8")).isFalse();
    assertThat(permits("2002:0808:0808::1", "2002::/16")).isTrue();
    assertThat(permits("2002:0a00:0001::1", "2002::/16")).isFalse();
    assertThat(permits("2001:0:808:808::f7f7:f7f7", "2001::/32")).isTrue();
    assertThat(permits("2001:0:808:808::f5ff:fffe", "2001::/32")).isFalse();
    assertThat(permits("2001:0:a00:1::f7f7:f7f7", "2001::/32")).isFalse();
  }

  private static boolean permits(String address, String... allowed) {
    var networks = Arrays.stream(allowed).map(text -> Cidr.parse(text).orElseThrow()).toList();
    return new AddressGuard(networks).permits(CidrTest.bytes(address));
  }
}

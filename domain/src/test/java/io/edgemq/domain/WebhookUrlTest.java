package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WebhookUrlTest {
  @Test
  void a_url_has_a_scheme_a_host_a_port_and_a_path() {
    var url = WebhookUrl.parse("HTTPS://Hooks.Example.COM:8443/In?a=b&c=%20d").orElseThrow();

    assertThat(url).isEqualTo(new WebhookUrl("https", "hooks.example.com", 8443, "/In?a=b&c=%20d"));
    assertThat(url.text()).isEqualTo("https://hooks.example.com:8443/In?a=b&c=%20d");
  }

  @Test
  void what_is_left_out_has_a_default() {
    assertThat(text("http://example.com")).isEqualTo("http://example.com/");
    assertThat(text("http://example.com:80/")).isEqualTo("http://example.com/");
    assertThat(text("https://example.com:00443")).isEqualTo("https://example.com/");
    assertThat(text("https://example.com?x")).isEqualTo("https://example.com/?x");
    assertThat(text("http://[2001:DB8:0:0:0:0:0:1]:8080/")).isEqualTo("http://[2001:db8::1]:8080/");
  }

  @Test
  void a_host_is_a_name_or_an_address() {
    assertThat(parsed("http://10.0.0.1/").address()).hasValue(new byte[] {10, 0, 0, 1});
    assertThat(parsed("http://[::1]/").address().orElseThrow()).hasSize(16).endsWith(1);
    assertThat(parsed("http://1.2.3.4.example/").address()).isEmpty();
    assertThat(parsed("http://xn--bcher-kva.example/").address()).isEmpty();
    assertThat(parsed("http://_a-b.c_d/").address()).isEmpty();
    assertThat(parsed("http://" + "a".repeat(63) + ".b/").address()).isEmpty();
  }

  @Test
  void what_parsers_disagree_about_is_no_url() {
    for (var text :
        List.of(
            "",
            "http:",
            "http://",
            "http:///path",
            "http:example.com",
            "http:/example.com",
            "//example.com",
            "/path",
            "ftp://example.com/",
            "file:///etc/passwd",
            " http://example.com/",
            "http://example.com/ ",
            "http://example.com/\n",
            "http://example.com/a b",
            "http://example.com/\u0000",
            "http://example.com/\u00e9",
            "http://ex\u00e4mple.com/",
            "http://\uff11\uff12\uff17.0.0.1/",
            "http://example.com/#fragment",
            "http://example.com#@other.example/",
            "http://example.com\\@other.example/",
            "http://example.com/a\\b",
            "http://user@example.com/",
            "http://user:word@example.com/",
            "http://@example.com/",
            "http://example.com:/",
            "http://example.com:0/",
            "http://example.com:65536/",
            "http://example.com:123456/",
            "http://example.com:-1/",
            "http://example.com:80:80/",
            "http://example.com:80a/",
            "http://example.com./",
            "http://.example.com/",
            "http://a..b/",
            "http://-a.example/",
            "http://a-.example/",
            "http://a%2eb/",
            "http://a,b/",
            "http://*.example/",
            "http://" + "a".repeat(64) + ".b/",
            "http://" + "a.".repeat(127) + "b/")) {
      assertThat(WebhookUrl.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void a_number_that_is_not_four_decimal_bytes_is_no_host() {
    for (var host :
        List.of(
            "2130706433",
            "0x7f000001",
            "017700000001",
            "127.1",
            "127.0.1",
            "0177.0.0.1",
            "0x7f.0.0.1",
            "127.0.0.0x1",
            "127.0.0.1.",
            "127.0.0.01",
            "1.2.3.4.5",
            "256.1.1.1",
            "1.1.1.999",
            "example.1",
            "example.0x7f",
            "0x",
            "example.0X")) {
      assertThat(WebhookUrl.parse("http://" + host + "/")).as(host).isEmpty();
    }
  }

  @Test
  void brackets_hold_an_ipv6_address_without_a_zone() {
    for (var host :
        List.of(
            "[]",
            "[",
            "[::1",
            "::1",
            "::1]",
            "[::1]]",
            "[[::1]]",
            "[::1]a",
            "[::1%lo]",
            "[::1%25lo]",
            "[127.0.0.1]",
            "[example.com]",
            "[v1.a]",
            "[1::2::3]",
            "a[::1]")) {
      assertThat(WebhookUrl.parse("http://" + host + "/")).as(host).isEmpty();
    }
  }

  @Test
  void a_url_is_2048_characters_long_at_most() {
    var start = "http://example.com/";

    assertThat(WebhookUrl.parse(start + "a".repeat(2048 - start.length()))).isPresent();
    assertThat(WebhookUrl.parse(start + "a".repeat(2049 - start.length()))).isEmpty();
  }

  @Test
  void parts_that_no_url_has_are_a_bug() {
    for (var part :
        List.<Runnable>of(
            () -> new WebhookUrl("ftp", "example.com", 80, "/"),
            () -> new WebhookUrl("http", "Example.com", 80, "/"),
            () -> new WebhookUrl("http", "a@b", 80, "/"),
            () -> new WebhookUrl("http", "[0::1]", 80, "/"),
            () -> new WebhookUrl("http", "example.com", 0, "/"),
            () -> new WebhookUrl("http", "example.com", 80, "a"),
            () -> new WebhookUrl("http", "example.com", 80, "/ "))) {
      assertThatThrownBy(part::run).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static WebhookUrl parsed(String text) {
    return WebhookUrl.parse(text).orElseThrow();
  }

  private static String text(String text) {
    return parsed(text).text();
  }
}

package io.edgemq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IssuerFormatTest {
  private static Issuer issuer(@Nullable WebhookUrl keys) {
    return new Issuer(
        "iss_1",
        new TenantId("acme"),
        "edge",
        new IssuerRule(
            "https://id.example/ü", "api \"1\"", keys, "permissions", Scopes.of("publish:a.>")),
        Instant.parse("2026-01-01T00:00:00.123456789Z"));
  }

  @Test
  void an_issuer_is_read_as_it_was_written() {
    var keys = WebhookUrl.parse("https://id.example/keys?a=b").orElseThrow();

    assertThat(IssuerFormat.parse(IssuerFormat.text(issuer(keys)))).isEqualTo(issuer(keys));
    assertThat(IssuerFormat.parse(IssuerFormat.text(issuer(null)))).isEqualTo(issuer(null));
    assertThat(IssuerFormat.read(IssuerFormat.write(issuer(keys)))).isEqualTo(issuer(keys));
  }

  @Test
  void what_is_malformed_is_no_issuer() {
    var text = IssuerFormat.text(issuer(null));

    for (var broken :
        new String[] {"", "{}", text.replace("publish:a.>", "nothing"), text.replace("id", "ID")}) {
      assertThatIllegalArgumentException().isThrownBy(() -> IssuerFormat.parse(broken));
    }
  }
}

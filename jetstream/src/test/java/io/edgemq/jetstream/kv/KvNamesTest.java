package io.edgemq.jetstream.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.TenantId;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KvNamesTest {
  private static BucketRef bucket(String tenant, String name) {
    return new BucketRef(new TenantId(tenant), new BucketName(name));
  }

  @Test
  void a_bucket_is_named_by_its_tenant_and_its_name() {
    var names = KvNames.of(bucket("t_7f", "prices"));

    assertThat(names.bucket()).isEqualTo("t_7f__prices");
    assertThat(names.stream()).isEqualTo("KV_t_7f__prices");
    assertThat(names.subject("eu.7")).isEqualTo("$KV.t_7f__prices.eu.7");
  }

  /// Tenants and names from an alphabet that invites confusion.
  @Test
  void no_two_buckets_share_a_name_and_each_name_tells_whose_it_is() {
    var parts =
        List.of("a", "_", "-", "a_", "_a", "__", "a_a", "___", "_-", "-_", "a__", "__a", "a_-a");
    var seen = new HashMap<String, BucketRef>();
    for (var tenant : parts) {
      for (var name : parts) {
        var ref = bucket(tenant, name);
        var stream = KvNames.of(ref).stream();

        assertThat(seen.put(stream, ref)).as(stream).isNull();
        assertThat(KvNames.owner(stream)).contains(new KvNames.Owner(tenant, name));
      }
    }
  }

  @Test
  void a_stream_that_is_named_otherwise_is_nobody_s() {
    assertThat(KvNames.owner("KV_mq-admin-keys-v1")).isEmpty();
    assertThat(KvNames.owner("T_a__b")).isEmpty();
  }
}

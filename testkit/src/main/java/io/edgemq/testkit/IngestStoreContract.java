package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.Paging;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Ingests are kept, found by id and listed by name.
public abstract class IngestStoreContract extends IdentityStoreContract {
  private static final TenantId OTHER = new TenantId("other");
  private static final Paging ALL = new Paging(null, 1_000);
  private static final int MANY = 16;

  private static IngestId id(int number) {
    return new IngestId("in_" + "%024d".formatted(number));
  }

  private static Ingest ingest(int number, String name) {
    return ingest(number, TENANT, name);
  }

  private static Ingest ingest(int number, TenantId tenant, String name) {
    return new Ingest(
        id(number),
        tenant,
        name,
        new IngestTarget.ToQueue(new QueueName("jobs")),
        new IngestAuth.Open(),
        new SubjectSource.Nothing(),
        null,
        IngestCors.NOBODY,
        TestTime.START.plusMillis(number));
  }

  private static Ingest signed(int number, String name) {
    return new Ingest(
        id(number),
        TENANT,
        name,
        new IngestTarget.ToTopic(new TopicName("orders")),
        new IngestAuth.Signed(
            IngestAuth.Scheme.STRIPE,
            new SigningSecret("whsec_\"\\~", SigningSecret.Origin.GIVEN),
            Duration.ofSeconds(61)),
        new SubjectSource.FromPointer("/data/a~1b"),
        "X-Delivery",
        new IngestCors(List.of("https://a.example", "*"), List.of("X-A"), Duration.ofHours(1)),
        TestTime.START.plusNanos(7));
  }

  private static Ingest secret(int number, String name) {
    var plain = ingest(number, name);
    return new Ingest(
        plain.id(),
        TENANT,
        name,
        plain.target(),
        new IngestAuth.SecretPath(new TokenHash("0f".repeat(32))),
        new SubjectSource.FromPath(),
        null,
        IngestCors.NOBODY,
        plain.createdAt());
  }

  @Test
  void an_ingest_is_found_as_it_was_added() {
    assertThat(ingests().add(signed(1, "a"))).isEmpty();
    assertThat(ingests().add(secret(2, "b"))).isEmpty();

    assertThat(ingests().find(id(1))).contains(signed(1, "a"));
    assertThat(ingests().find(id(2))).contains(secret(2, "b"));
    assertThat(ingests().find(id(3))).isEmpty();
  }

  @Test
  void a_name_is_taken_once_in_a_tenant() {
    ingests().add(ingest(1, "a"));

    assertThat(ingests().add(ingest(2, "a"))).contains(ingest(1, "a"));
    assertThat(ingests().add(ingest(3, OTHER, "a"))).isEmpty();

    assertThat(ingests().find(id(2))).isEmpty();
    assertThat(ingests().list(TENANT, ALL).items()).containsExactly(ingest(1, "a"));
    assertThat(ingests().list(OTHER, ALL).items()).containsExactly(ingest(3, OTHER, "a"));
  }

  @Test
  void an_id_is_taken_once() {
    ingests().add(ingest(1, "a"));

    assertThatIllegalArgumentException().isThrownBy(() -> ingests().add(ingest(1, OTHER, "b")));

    assertThat(ingests().find(id(1))).contains(ingest(1, "a"));
    assertThat(ingests().list(OTHER, ALL).items()).isEmpty();
  }

  @Test
  void a_list_comes_in_pages_by_name() {
    int number = 0;
    for (var name : List.of("c", "a-1", "d", "B", "a")) {
      ingests().add(ingest(++number, name));
      ingests().add(ingest(100 + number, OTHER, name));
    }
    var names = new ArrayList<String>();

    var page = ingests().list(TENANT, new Paging(null, 2));
    page.items().forEach(each -> names.add(each.name()));
    while (page.next() != null) {
      page = ingests().list(TENANT, new Paging(page.next(), 2));
      page.items().forEach(each -> names.add(each.name()));
    }

    assertThat(names).containsExactly("B", "a", "a-1", "c", "d");
    assertThat(ingests().list(new TenantId("nobody"), ALL).items()).isEmpty();
  }

  @Test
  void a_removed_ingest_is_gone_and_its_name_is_free() {
    ingests().add(ingest(1, "a"));
    ingests().add(ingest(2, "b"));

    assertThat(ingests().delete(TENANT, "a")).isTrue();

    assertThat(ingests().find(id(1))).isEmpty();
    assertThat(ingests().list(TENANT, ALL).items()).containsExactly(ingest(2, "b"));
    assertThat(ingests().delete(TENANT, "a")).isFalse();
    assertThat(ingests().add(signed(3, "a"))).isEmpty();
    assertThat(ingests().find(id(3))).contains(signed(3, "a"));
  }

  @Test
  void nobody_removes_the_ingest_of_another_tenant() {
    ingests().add(ingest(1, "a"));

    assertThat(ingests().delete(OTHER, "a")).isFalse();

    assertThat(ingests().find(id(1))).contains(ingest(1, "a"));
  }

  @Test
  void of_many_who_want_a_name_at_once_one_gets_it() {
    var before =
        IntStream.range(0, MANY)
            .mapToObj(number -> Background.start(() -> ingests().add(ingest(number, "a"))))
            .toList()
            .stream()
            .map(Background::result)
            .toList();

    var only = ingests().list(TENANT, ALL).items();
    assertThat(only).hasSize(1);
    assertThat(before).filteredOn(earlier -> earlier.isEmpty()).hasSize(1);
    assertThat(before).filteredOn(earlier -> earlier.isPresent()).hasSize(MANY - 1);
    assertThat(before.stream().flatMap(earlier -> earlier.stream()).distinct())
        .containsExactly(only.getFirst());
    var found = IntStream.range(0, MANY).filter(n -> ingests().find(id(n)).isPresent());
    assertThat(found).as("ids that are found").hasSize(1);
  }

  @Test
  void ingests_are_there_after_a_reopening() {
    ingests().add(signed(1, "a"));
    ingests().add(ingest(2, "b"));
    ingests().add(secret(3, "c"));
    ingests().delete(TENANT, "b");

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(ingests().list(TENANT, ALL).items())
            .containsExactly(signed(1, "a"), secret(3, "c"));
        assertThat(ingests().find(id(1))).contains(signed(1, "a"));
        assertThat(ingests().find(id(2))).isEmpty();
        assertThat(ingests().add(ingest(4, "a"))).contains(signed(1, "a"));
      }
      case VOLATILE -> assertThat(ingests().find(id(1))).isEmpty();
    }
  }
}

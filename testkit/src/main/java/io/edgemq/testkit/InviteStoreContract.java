package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.Paging;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.invite.Invite;
import io.edgemq.domain.invite.Invite.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Invites are kept, and changed by who knows them as they are.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
public abstract class InviteStoreContract {
  private static final Paging ALL = new Paging(null, 1_000);

  private InviteHarness store;

  /// A new, empty, open store.
  protected abstract InviteHarness open();

  @BeforeEach
  final void openStore() {
    store = open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  private static TokenHash token(int number) {
    return new TokenHash("%064x".formatted(number));
  }

  private static Invite invite(int number) {
    return Invite.open(
        "inv_" + "%024d".formatted(number),
        token(number),
        "Tag ü " + number,
        "ops",
        TestTime.START.plusMillis(number),
        TestTime.START.plus(Duration.ofDays(7)));
  }

  private static Invite claiming(int number, String tenant) {
    return invite(number).in(State.CLAIMING, new TenantId(tenant));
  }

  @Test
  void an_invite_is_found_as_it_was_added() {
    assertThat(store.invites().add(invite(1))).isTrue();
    assertThat(store.invites().add(claiming(2, "acme"))).isTrue();

    assertThat(store.invites().find(invite(1).id())).contains(invite(1));
    assertThat(store.invites().find(token(1))).contains(invite(1));
    assertThat(store.invites().find(token(2))).contains(claiming(2, "acme"));
    assertThat(store.invites().find(token(3))).isEmpty();
    assertThat(store.invites().find(invite(3).id())).isEmpty();
  }

  @Test
  void an_id_and_a_token_are_taken_once() {
    store.invites().add(invite(1));
    var plain = invite(2);
    var sameId =
        Invite.open(invite(1).id(), token(2), "x", "ops", plain.createdAt(), plain.expiresAt());
    var sameToken =
        Invite.open(plain.id(), token(1), "x", "ops", plain.createdAt(), plain.expiresAt());

    assertThat(store.invites().add(sameId)).isFalse();
    assertThat(store.invites().add(sameToken)).isFalse();

    assertThat(store.invites().list(ALL).items()).containsExactly(invite(1));
    assertThat(store.invites().find(token(2))).isEmpty();
    assertThat(store.invites().find(token(1))).contains(invite(1));
  }

  @Test
  void an_invite_is_replaced_by_another_state_of_it() {
    store.invites().add(invite(1));
    store.invites().add(invite(2));

    assertThat(store.invites().replace(invite(1), claiming(1, "acme"))).isTrue();

    assertThat(store.invites().find(token(1))).contains(claiming(1, "acme"));
    assertThat(store.invites().find(invite(1).id())).contains(claiming(1, "acme"));
    assertThat(store.invites().find(token(2))).contains(invite(2));
  }

  @Test
  void every_part_of_an_invite_can_be_replaced() {
    store.invites().add(invite(1));
    var other =
        new Invite(
            invite(1).id(),
            token(9),
            "other",
            "somebody",
            TestTime.START.plusSeconds(1),
            TestTime.START.plusSeconds(2),
            State.CLAIMED,
            new TenantId("acme"));

    assertThat(store.invites().replace(invite(1), other)).isTrue();

    assertThat(store.invites().find(token(9))).contains(other);
    assertThat(store.invites().find(token(1))).isEmpty();
    assertThat(store.invites().replace(other, invite(1))).isTrue();
    assertThat(store.invites().find(token(1))).contains(invite(1));
  }

  @Test
  void an_invite_that_is_another_by_now_is_not_replaced() {
    store.invites().add(invite(1));
    store.invites().replace(invite(1), claiming(1, "acme"));

    assertThat(store.invites().replace(invite(1), invite(1).in(State.REMOVED, null))).isFalse();
    assertThat(store.invites().replace(claiming(1, "other"), invite(1).in(State.REMOVED, null)))
        .isFalse();
    assertThat(store.invites().replace(invite(2), claiming(2, "acme"))).isFalse();

    assertThat(store.invites().find(token(1))).contains(claiming(1, "acme"));
    assertThat(store.invites().find(token(2))).isEmpty();
  }

  @Test
  void an_invite_has_one_id() {
    store.invites().add(invite(1));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.invites().replace(invite(1), invite(2)));

    assertThat(store.invites().list(ALL).items()).containsExactly(invite(1));
  }

  @Test
  void one_of_fifty_who_claim_an_invite_at_once_gets_it() {
    store.invites().add(invite(1));
    var begin = new CountDownLatch(1);
    var claims =
        IntStream.range(0, 50)
            .mapToObj(
                number ->
                    Background.start(
                        () -> {
                          begin.await();
                          return store.invites().replace(invite(1), claiming(1, "t" + number));
                        }))
            .toList();
    begin.countDown();

    var won = IntStream.range(0, 50).filter(number -> claims.get(number).result()).toArray();

    assertThat(won).hasSize(1);
    assertThat(store.invites().find(token(1))).contains(claiming(1, "t" + won[0]));
  }

  @Test
  void a_list_comes_in_pages_the_newest_first() {
    for (int i = 1; i <= 5; i++) {
      store.invites().add(invite(i));
    }
    store.invites().replace(invite(2), claiming(2, "acme"));
    var ids = new ArrayList<String>();
    var sizes = new ArrayList<Integer>();

    var page = store.invites().list(new Paging(null, 2));
    while (true) {
      page.items().forEach(invite -> ids.add(invite.id()));
      sizes.add(page.items().size());
      if (page.next() == null) {
        break;
      }
      page = store.invites().list(new Paging(page.next(), 2));
    }

    assertThat(ids)
        .containsExactly(
            invite(5).id(), invite(4).id(), invite(3).id(), invite(2).id(), invite(1).id());
    assertThat(sizes).containsExactly(2, 2, 1);
    assertThat(store.invites().list(new Paging(null, 5)).next()).isNull();
  }

  @Test
  void what_is_added_meanwhile_is_not_in_later_pages() {
    store.invites().add(invite(1));
    store.invites().add(invite(2));
    var first = store.invites().list(new Paging(null, 1));
    store.invites().add(invite(3));

    var second = store.invites().list(new Paging(first.next(), 1));

    assertThat(first.items()).containsExactly(invite(2));
    assertThat(second.items()).containsExactly(invite(1));
    assertThat(second.next()).isNull();
  }

  @Test
  void those_that_are_being_claimed_are_known() {
    store.invites().add(invite(1));
    store.invites().add(invite(2));
    store.invites().add(invite(3));
    store.invites().replace(invite(2), claiming(2, "acme"));
    store.invites().replace(invite(3), claiming(3, "other"));
    store
        .invites()
        .replace(claiming(3, "other"), invite(3).in(State.CLAIMED, new TenantId("other")));

    assertThat(store.invites().claiming()).containsExactly(claiming(2, "acme"));
  }

  @Test
  void invites_are_there_after_a_reopening() {
    store.invites().add(invite(1));
    store.invites().add(invite(2));
    store.invites().replace(invite(2), claiming(2, "acme"));

    store.reopen();

    switch (store.durability()) {
      case DURABLE -> {
        assertThat(store.invites().list(ALL).items())
            .containsExactly(claiming(2, "acme"), invite(1));
        assertThat(store.invites().claiming()).containsExactly(claiming(2, "acme"));
      }
      case VOLATILE -> assertThat(store.invites().list(ALL).items()).isEmpty();
    }
  }
}

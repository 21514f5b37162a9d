package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.Paging;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.domain.invite.InviteRequest.Decision;
import io.edgemq.domain.invite.InviteRequest.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests for invites are kept, and decided once.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
public abstract class InviteRequestStoreContract {
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

  private static String id(int number) {
    return "req_" + "%024d".formatted(number);
  }

  private static InviteRequest request(int number) {
    return new InviteRequest(
        id(number),
        "Näme " + number,
        "who@example.com",
        "because\n\"'",
        "2001:db8::" + number,
        TestTime.START.plusMillis(number),
        null);
  }

  private static InviteRequest approved(int number) {
    return request(number)
        .decided(new Decision(TestTime.START.plusSeconds(1), "ops", "fine ü", "inv_" + number));
  }

  private static InviteRequest declined(int number) {
    return request(number).decided(new Decision(TestTime.START.plusSeconds(1), "ops", "", null));
  }

  private List<InviteRequest> all(@Nullable Status status) {
    return store.requests().list(status, ALL).items();
  }

  @Test
  void a_request_is_found_as_it_was_added() {
    assertThat(store.requests().add(request(1))).isTrue();
    assertThat(store.requests().add(approved(2))).isTrue();
    assertThat(store.requests().add(declined(3))).isTrue();

    assertThat(store.requests().find(id(1))).contains(request(1));
    assertThat(store.requests().find(id(2))).contains(approved(2));
    assertThat(store.requests().find(id(3))).contains(declined(3));
    assertThat(store.requests().find(id(4))).isEmpty();
  }

  @Test
  void an_id_is_taken_once() {
    store.requests().add(request(1));

    assertThat(store.requests().add(declined(1))).isFalse();

    assertThat(all(null)).containsExactly(request(1));
  }

  @Test
  void a_request_is_replaced_by_what_was_decided() {
    store.requests().add(request(1));
    store.requests().add(request(2));

    assertThat(store.requests().replace(request(1), approved(1))).isTrue();

    assertThat(store.requests().find(id(1))).contains(approved(1));
    assertThat(store.requests().find(id(2))).contains(request(2));
  }

  @Test
  void every_part_of_a_request_can_be_replaced() {
    store.requests().add(approved(1));
    var other = new InviteRequest(id(1), "n", "e", "r", "a", TestTime.START.plusSeconds(9), null);

    assertThat(store.requests().replace(approved(1), other)).isTrue();

    assertThat(store.requests().find(id(1))).contains(other);
    assertThat(all(Status.PENDING)).containsExactly(other);
    assertThat(all(Status.APPROVED)).isEmpty();
  }

  @Test
  void a_request_that_is_another_by_now_is_not_replaced() {
    store.requests().add(request(1));
    store.requests().replace(request(1), declined(1));

    assertThat(store.requests().replace(request(1), approved(1))).isFalse();
    assertThat(store.requests().replace(approved(1), request(1))).isFalse();
    assertThat(store.requests().replace(request(2), approved(2))).isFalse();

    assertThat(all(null)).containsExactly(declined(1));
  }

  @Test
  void a_request_has_one_id() {
    store.requests().add(request(1));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.requests().replace(request(1), request(2)));

    assertThat(all(null)).containsExactly(request(1));
  }

  @Test
  void one_of_many_who_decide_at_once_does() {
    store.requests().add(request(1));

    var decisions =
        IntStream.range(0, 16)
            .mapToObj(
                number ->
                    Background.start(
                        () ->
                            store
                                .requests()
                                .replace(request(1), number % 2 == 0 ? approved(1) : declined(1))))
            .toList();

    var won = IntStream.range(0, 16).filter(number -> decisions.get(number).result()).toArray();
    assertThat(won).hasSize(1);
    assertThat(store.requests().find(id(1))).contains(won[0] % 2 == 0 ? approved(1) : declined(1));
  }

  @Test
  void lists_are_by_status_the_newest_first() {
    for (int i = 1; i <= 6; i++) {
      store.requests().add(request(i));
    }
    store.requests().replace(request(2), approved(2));
    store.requests().replace(request(5), approved(5));
    store.requests().replace(request(3), declined(3));

    assertThat(all(Status.PENDING)).containsExactly(request(6), request(4), request(1));
    assertThat(all(Status.APPROVED)).containsExactly(approved(5), approved(2));
    assertThat(all(Status.DECLINED)).containsExactly(declined(3));
    assertThat(all(null))
        .containsExactly(request(6), approved(5), request(4), declined(3), approved(2), request(1));
  }

  @Test
  void a_list_comes_in_pages() {
    for (int i = 1; i <= 9; i++) {
      store.requests().add(i % 2 == 0 ? declined(i) : request(i));
    }

    assertThat(paged(null))
        .containsExactly(id(9), id(8), id(7), id(6), id(5), id(4), id(3), id(2), id(1));
    assertThat(paged(Status.PENDING)).containsExactly(id(9), id(7), id(5), id(3), id(1));
    assertThat(paged(Status.DECLINED)).containsExactly(id(8), id(6), id(4), id(2));
    assertThat(paged(Status.APPROVED)).isEmpty();
    assertThat(store.requests().list(Status.DECLINED, new Paging(null, 4)).next()).isNull();
  }

  private List<String> paged(@Nullable Status status) {
    var ids = new ArrayList<String>();
    var page = store.requests().list(status, new Paging(null, 2));
    while (true) {
      assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
      page.items().forEach(request -> ids.add(request.id()));
      if (page.next() == null) {
        return ids;
      }
      page = store.requests().list(status, new Paging(page.next(), 2));
    }
  }

  @Test
  void a_page_goes_on_behind_a_request_that_was_decided_meanwhile() {
    for (int i = 1; i <= 3; i++) {
      store.requests().add(request(i));
    }
    var first = store.requests().list(Status.PENDING, new Paging(null, 2));
    store.requests().replace(request(2), declined(2));

    var second = store.requests().list(Status.PENDING, new Paging(first.next(), 2));

    assertThat(first.items()).containsExactly(request(3), request(2));
    assertThat(second.items()).containsExactly(request(1));
  }

  @Test
  void requests_are_there_after_a_reopening() {
    store.requests().add(request(1));
    store.requests().add(request(2));
    store.requests().replace(request(2), approved(2));

    store.reopen();

    switch (store.durability()) {
      case DURABLE -> assertThat(all(null)).containsExactly(approved(2), request(1));
      case VOLATILE -> assertThat(all(null)).isEmpty();
    }
  }
}

package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.Operator;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.domain.audit.Origin;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ActingTest extends ControlFixture {
  private static final Operator OPERATOR = new Operator("ops");
  private static final String CALL = "GET /v1/queues/jobs";

  private final Acting acting = new Acting(store.tenants(), trail, clock);

  @BeforeEach
  void makeTenant() {
    make(ACME);
  }

  @AfterEach
  void close() {
    acting.close();
  }

  private void refused(String address, int times) {
    for (int i = 0; i < times; i++) {
      acting.refused("", new Origin(address, "r"), "GET /v1/admin/tenants");
    }
  }

  private long of(String address) {
    return log.entries.stream().filter(e -> e.what().address().equals(address)).count();
  }

  @Test
  void an_operator_acts_for_a_tenant_and_that_is_written_down() {
    var who = value(acting.act(OPERATOR, ACME, FROM, CALL));

    assertThat(who).isEqualTo(Principal.of(OPERATOR, ACME));
    assertThat(log.lines()).containsExactly("DONE ops tenant.act " + CALL);
    assertThat(last().what().tenant()).isEqualTo(ACME);
  }

  @Test
  void what_cannot_be_written_down_is_not_done() {
    log.room = 0;

    assertThatThrownBy(() -> acting.act(OPERATOR, ACME, FROM, CALL))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> acting.act(support(), FROM, CALL)).isInstanceOf(StoreException.class);
  }

  @Test
  void a_suspended_tenant_stays_open_to_an_operator() {
    put(Tenant.State.SUSPENDED);

    var who = value(acting.act(OPERATOR, ACME, FROM, CALL));

    assertThat(access.objection(who)).isEmpty();
  }

  @Test
  void nobody_acts_for_a_tenant_that_is_not_there() {
    var none = new Refusal.NoSuchTenant();

    assertThat(refusal(acting.act(OPERATOR, new TenantId("no"), FROM, CALL))).isEqualTo(none);
    put(Tenant.State.DELETED);
    assertThat(refusal(acting.act(OPERATOR, ACME, FROM, CALL))).isEqualTo(none);

    assertThat(log.lines())
        .containsExactly("FAILED ops tenant.act " + CALL, "FAILED ops tenant.act " + CALL);
  }

  private static Principal support() {
    return new Principal(ACME, new Principal.SupportKey("ak_s"), Scopes.EVERYTHING, null);
  }

  @Test
  void a_support_key_is_written_down_as_one() {
    acting.act(support(), FROM, CALL);

    assertThat(log.lines()).containsExactly("DONE support:ak_s tenant.act " + CALL);
    assertThat(last().what().tenant()).isEqualTo(ACME);
  }

  @Test
  void ten_refused_calls_of_an_address_are_written_down_and_the_rest_is_summed_up() {
    acting.refused("ak_1", new Origin("a", "r7"), "GET /v1/admin/audit");
    refused("a", 36);
    refused("b", 10);

    assertThat(log.lines().getFirst()).isEqualTo("DENIED ak_1 admin.call GET /v1/admin/audit");
    assertThat(of("a")).isEqualTo(10);
    assertThat(of("b")).isEqualTo(10);
    now = now.plus(Duration.ofMinutes(1));
    refused("c", 1);

    assertThat(of("a")).isEqualTo(11);
    assertThat(of("b")).isEqualTo(10);
    assertThat(log.lines().get(20)).isEqualTo("DENIED  admin.call 27 more calls");
    assertThat(log.entries.get(20).what().outcome()).isEqualTo(AuditRecord.Outcome.DENIED);
    assertThat(log.entries.get(20).what().address()).isEqualTo("a");
  }

  @Test
  void each_minute_begins_anew() {
    refused("a", 10);
    now = now.plus(Duration.ofMinutes(1));
    refused("a", 11);

    assertThat(of("a")).isEqualTo(20);
  }

  @Test
  void the_end_of_a_process_sums_up_what_there_is() {
    refused("a", 13);

    acting.close();
    acting.close();

    assertThat(log.entries).hasSize(11);
    assertThat(log.lines().getLast()).isEqualTo("DENIED  admin.call 3 more calls");
  }

  @Test
  void addresses_that_are_too_many_to_be_told_apart_are_counted_together() {
    for (int i = 0; i < DeniedCalls.ADDRESSES + 50; i++) {
      refused("a" + i, 1);
    }

    assertThat(log.entries).hasSize(DeniedCalls.ADDRESSES + DeniedCalls.SINGLE);
    acting.close();
    assertThat(last().what().address()).isEqualTo(DeniedCalls.ELSEWHERE);
    assertThat(last().what().target()).isEqualTo("40 more calls");
  }

  @Test
  void a_call_is_refused_although_that_cannot_be_written_down() {
    log.room = 0;

    refused("a", 1);

    assertThat(log.entries).isEmpty();
  }
}

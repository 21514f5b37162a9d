package io.edgemq.http;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.audit.Actor;
import io.edgemq.ports.in.ManageChangeStreams;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Change streams that remember what was asked of them.
final class FakeMappings implements ManageChangeStreams {
  final List<String> asked = new ArrayList<>();
  @Nullable Refusal refusal;

  @Override
  public Outcome<Unit> map(Actor by, TenantId tenant, BucketName bucket, TopicName topic) {
    return answer(by.name() + " " + tenant.value() + "/" + bucket.value() + " " + topic.value());
  }

  @Override
  public Outcome<Unit> unmap(Actor by, TenantId tenant, BucketName bucket) {
    return answer(by.name() + " " + tenant.value() + "/" + bucket.value());
  }

  private Outcome<Unit> answer(String call) {
    asked.add(call);
    return refusal == null ? Unit.done() : Outcome.refused(refusal);
  }
}

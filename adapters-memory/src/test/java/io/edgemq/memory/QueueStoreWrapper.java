package io.edgemq.memory;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Settlement;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.SourceId;
import java.util.List;
import java.util.Optional;

/// A queue store that passes every call to another one.
class QueueStoreWrapper implements QueueStore {
  private final QueueStore inner;

  QueueStoreWrapper(QueueStore inner) {
    this.inner = inner;
  }

  @Override
  public SendResult send(QueueRef queue, List<NewQueueMessage> messages) {
    return inner.send(queue, messages);
  }

  @Override
  public ReceiveResult receive(QueueRef queue, ReceiveRequest request) throws InterruptedException {
    return inner.receive(queue, request);
  }

  @Override
  public SettleResult settle(QueueRef queue, List<Settlement> settlements) {
    return inner.settle(queue, settlements);
  }

  @Override
  public void unreceive(QueueRef queue, List<LeaseHandle> handles) {
    inner.unreceive(queue, handles);
  }

  @Override
  public PurgeResult purge(QueueRef queue) {
    return inner.purge(queue);
  }

  @Override
  public Optional<QueueCounts> count(QueueRef queue) {
    return inner.count(queue);
  }

  @Override
  public Optional<Long> lastSequence(QueueRef queue) {
    return inner.lastSequence(queue);
  }

  @Override
  public RedriveResult redrive(QueueRef source, RedrivePlan plan, RedriveStep step) {
    return inner.redrive(source, plan, step);
  }

  @Override
  public ForwardResult forward(QueueRef queue, SourceId source, List<SourceMessage> messages) {
    return inner.forward(queue, source, messages);
  }

  @Override
  public void retire(QueueRef queue, SourceId source) {
    inner.retire(queue, source);
  }
}

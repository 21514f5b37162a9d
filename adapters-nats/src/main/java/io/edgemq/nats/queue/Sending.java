package io.edgemq.nats.queue;

import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Stored;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.jetstream.DedupAppender.Item;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.QueueMessages.Draft;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.SendResult;
import io.edgemq.ports.out.QueueStore.Sent;
import io.edgemq.ports.out.QueueStore.TooLarge;
import java.util.ArrayList;
import java.util.List;

/// Stores messages in queues. Needs no replica, so that any number of adapters can send at once.
public final class Sending {
  private final QueueReplicas queues;

  public Sending(QueueReplicas queues) {
    this.queues = queues;
  }

  public SendResult send(QueueRef ref, List<NewQueueMessage> messages) {
    return StreamCalls.<SendResult>call(
        queues,
        ref,
        new NoSuchQueue(),
        queue -> messages.isEmpty() ? new Sent(List.of()) : send(ref, queue, messages));
  }

  private SendResult send(QueueRef ref, Incarnated<Queue> queue, List<NewQueueMessage> messages) {
    long now = queues.parts().time().instant().toEpochMilli();
    var config = queue.value().config();
    long until = now + config.dedupWindow().toMillis();
    var subject = StreamNames.sentSubject(ref, queue.incarnation());
    var drafts = new ArrayList<Draft>();
    var items = new ArrayList<Item>();
    for (var m : messages) {
      var draft = Draft.of(m, config, now);
      drafts.add(draft);
      items.add(new Item(draft.outgoing(subject), m.dedup(), until));
    }
    long most = queues.parts().cluster().maxPayload();
    for (var item : items) {
      var message = item.message();
      if (message.isTooLarge(most)) {
        return new TooLarge(message.body().length, message.bodyLimit(most));
      }
    }
    var appender = queues.appender(ref, queue);
    appender.overdue().runIfDue();
    var ledger = appender.ledger().begin();
    var stored = appender.messages().append(items, now);
    appender.ledger().require(ledger);
    var entries = new ArrayList<MessageEntry>();
    for (int i = 0; i < stored.size(); i++) {
      if (stored.get(i).origin() == Stored.Origin.FRESH) {
        entries.add(drafts.get(i).entry(stored.get(i).sequence()));
      }
    }
    queues.sent(ref, queue, entries);
    return new Sent(stored);
  }
}

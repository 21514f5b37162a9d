package io.edgemq.nats;

import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import io.edgemq.nats.Appending.Item;
import io.edgemq.nats.QueueMessages.Draft;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.SendResult;
import io.edgemq.ports.out.QueueStore.Sent;
import java.util.ArrayList;
import java.util.List;

/// Stores messages in queues. Needs no desk: any number of adapters send at once.
final class Sending {
  private final NatsQueues queues;

  Sending(NatsQueues queues) {
    this.queues = queues;
  }

  SendResult send(QueueRef ref, List<NewQueueMessage> messages) {
    var queue = queues.locate(ref);
    if (queue.isEmpty()) {
      return new NoSuchQueue();
    }
    if (messages.isEmpty()) {
      return new Sent(List.of());
    }
    try {
      return new Sent(send(ref, queue.get(), messages));
    } catch (StoreException.NoResponders nobody) {
      boolean removed =
          queues
              .locate(ref)
              .filter(now -> now.incarnation() == queue.get().incarnation())
              .isEmpty();
      if (removed) {
        return send(ref, messages);
      }
      throw nobody;
    }
  }

  private List<Stored> send(QueueRef ref, Existing<Queue> queue, List<NewQueueMessage> messages) {
    long now = queues.parts().time().instant().toEpochMilli();
    var config = queue.value().config();
    long until = now + config.dedupWindow().toMillis();
    var subject = StreamNames.sentSubject(ref, queue.incarnation());
    var drafts = new ArrayList<Draft>();
    var items = new ArrayList<Item>();
    for (var m : messages) {
      long visible = now + config.delayOr(m.delay()).toMillis();
      var draft = new Draft(m.content(), m.group(), now, visible);
      drafts.add(draft);
      items.add(new Item(draft.outgoing(subject), m.dedup(), until));
    }
    var stored = queues.appending(ref, queue).append(items, now);
    var letters = new ArrayList<Letter>();
    for (int i = 0; i < stored.size(); i++) {
      if (stored.get(i).origin() == Stored.Origin.FRESH) {
        letters.add(drafts.get(i).letter(stored.get(i).sequence()));
      }
    }
    queues.sent(ref, queue, letters);
    return stored;
  }
}

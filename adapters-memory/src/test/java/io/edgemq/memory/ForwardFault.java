package io.edgemq.memory;

import io.edgemq.domain.QueueRef;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.SourceId;
import io.edgemq.testkit.StorePorts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Faults of [QueueStore#forward], each of them a shortcut that looks right.
enum ForwardFault implements UnaryOperator<StorePorts> {
  /// A batch is known or new, as a whole.
  STORES_ALL_OF_AN_OVERLAPPING_BATCH {
    @Override
    QueueStore breakIt(QueueStore inner) {
      return new QueueStoreWrapper(inner) {
        @Override
        public ForwardResult forward(
            QueueRef queue, SourceId source, List<SourceMessage> messages) {
          if (super.forward(queue, source, List.of()) instanceof Forwarded(long mark)
              && !messages.isEmpty()
              && messages.getLast().sequence() > mark) {
            var known = messages.stream().filter(message -> message.sequence() <= mark);
            var unused = send(queue, known.map(SourceMessage::message).toList());
          }
          return super.forward(queue, source, messages);
        }
      };
    }
  },

  /// All sources of a queue have one mark.
  MIXES_SOURCES {
    @Override
    QueueStore breakIt(QueueStore inner) {
      return new Renaming(inner) {
        @Override
        SourceId rename(SourceId source) {
          return new SourceId("all");
        }
      };
    }
  },

  /// A mark is looked up among the messages of its queue.
  FORGETS_MARKS_OF_AN_EMPTY_QUEUE {
    @Override
    QueueStore breakIt(QueueStore inner) {
      return new Renaming(inner) {
        private int forgotten;

        @Override
        public ForwardResult forward(
            QueueRef queue, SourceId source, List<SourceMessage> messages) {
          forgotten += isEmpty(queue) ? 1 : 0;
          return super.forward(queue, source, messages);
        }

        private boolean isEmpty(QueueRef queue) {
          return count(queue)
              .filter(counts -> counts.ready() + counts.inFlight() + counts.delayed() == 0)
              .isPresent();
        }

        @Override
        SourceId rename(SourceId source) {
          return new SourceId(source.value() + "_" + forgotten);
        }
      };
    }
  },

  /// A purge forgets the marks.
  FORGETS_MARKS_AT_A_PURGE {
    @Override
    QueueStore breakIt(QueueStore inner) {
      return new Renaming(inner) {
        private int purges;

        @Override
        public PurgeResult purge(QueueRef queue) {
          purges++;
          return super.purge(queue);
        }

        @Override
        SourceId rename(SourceId source) {
          return new SourceId(source.value() + "_" + purges);
        }
      };
    }
  },

  /// The marks are in the memory of the process.
  FORGETS_MARKS_WHEN_REOPENED {
    @Override
    QueueStore breakIt(QueueStore inner) {
      return new Renaming(inner) {
        private final long opened = System.nanoTime();

        @Override
        SourceId rename(SourceId source) {
          return new SourceId(source.value() + "_" + opened);
        }
      };
    }
  },

  /// The marks are kept by the name of the queue.
  KEEPS_MARKS_OF_REMOVED_QUEUES {
    @Override
    QueueStore breakIt(QueueStore inner) {
      return new QueueStoreWrapper(inner) {
        private final Map<QueueRef, Map<SourceId, Long>> marks = new HashMap<>();

        @Override
        public ForwardResult forward(
            QueueRef queue, SourceId source, List<SourceMessage> messages) {
          var known = marks.computeIfAbsent(queue, _ -> new HashMap<>());
          long before = known.getOrDefault(source, 0L);
          var news = messages.stream().filter(message -> message.sequence() > before).toList();
          if (!(super.forward(queue, source, news) instanceof Forwarded(long mark))) {
            return new NoSuchQueue();
          }
          return new Forwarded(known.merge(source, mark, Math::max));
        }

        @Override
        public void retire(QueueRef queue, SourceId source) {
          super.retire(queue, source);
          marks.getOrDefault(queue, new HashMap<>()).remove(source);
        }
      };
    }
  },

  /// A source that retires takes the messages with it.
  PURGES_WHEN_A_SOURCE_RETIRES {
    @Override
    QueueStore breakIt(QueueStore inner) {
      return new QueueStoreWrapper(inner) {
        @Override
        public void retire(QueueRef queue, SourceId source) {
          super.retire(queue, source);
          var unused = purge(queue);
        }
      };
    }
  };

  /// Forwards under another name: a new one has no mark.
  private abstract static class Renaming extends QueueStoreWrapper {
    Renaming(QueueStore inner) {
      super(inner);
    }

    abstract SourceId rename(SourceId source);

    @Override
    public ForwardResult forward(QueueRef queue, SourceId source, List<SourceMessage> messages) {
      return super.forward(queue, rename(source), messages);
    }

    @Override
    public void retire(QueueRef queue, SourceId source) {
      super.retire(queue, rename(source));
    }
  }

  abstract QueueStore breakIt(QueueStore inner);

  @Override
  public StorePorts apply(StorePorts ports) {
    return ports.withQueues(breakIt(ports.queues()));
  }
}

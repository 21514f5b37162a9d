package io.edgemq.memory;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Start;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import io.edgemq.testkit.StorePorts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Faults of a topic log.
enum TopicFault implements UnaryOperator<StorePorts> {
  /// A reader that finds several messages skips the first.
  SKIPS_MESSAGES {
    @Override
    TopicLog breakIt(TopicLog log) {
      return new Wrapper(log) {
        @Override
        public Optional<TopicReader> tail(TopicRef topic, long from) {
          return super.tail(topic, from).map(Skipping::new);
        }
      };
    }
  },

  /// A page that ends early reports that it reached the end.
  PASSES_OVER_THE_REST_OF_A_PAGE {
    @Override
    TopicLog breakIt(TopicLog log) {
      return new Wrapper(log) {
        @Override
        public ReadResult read(TopicRef topic, Query query) {
          return super.read(topic, query) instanceof Page(var messages, _, var bounds)
              ? new Page(messages, bounds.last() + 1, bounds)
              : new NoSuchTopic();
        }
      };
    }
  },

  /// `last:N` counts messages that the filter does not accept.
  COUNTS_UNWANTED_MESSAGES {
    @Override
    TopicLog breakIt(TopicLog log) {
      return new Wrapper(log) {
        @Override
        public Optional<Position> locate(TopicRef topic, Start start, SubjectFilter filter) {
          return super.locate(topic, start, SubjectFilter.ALL);
        }
      };
    }
  },

  /// Of several patterns it goes by the first.
  KNOWS_ONE_PATTERN {
    @Override
    TopicLog breakIt(TopicLog log) {
      return new Wrapper(log) {
        @Override
        public ReadResult read(TopicRef topic, Query query) {
          var one = firstOf(query.filter());
          return super.read(topic, new Query(query.from(), one, query.limit(), query.maxBytes()));
        }
      };
    }

    private static SubjectFilter firstOf(SubjectFilter filter) {
      return filter instanceof SubjectFilter.AnyOf(var patterns)
          ? new SubjectFilter.Matching(patterns.getFirst())
          : filter;
    }
  },

  /// The bounds are what the log held at first.
  KNOWS_NO_BOUNDS {
    @Override
    TopicLog breakIt(TopicLog log) {
      return new Wrapper(log) {
        @Override
        public Optional<LogBounds> bounds(TopicRef topic) {
          return super.bounds(topic).map(bounds -> new LogBounds(1, bounds.last()));
        }
      };
    }
  },

  /// What the filter does not accept is counted too.
  COUNTS_EVERYTHING {
    @Override
    TopicLog breakIt(TopicLog log) {
      return new Wrapper(log) {
        @Override
        public long count(TopicRef topic, long from, SubjectFilter filter, long most) {
          return super.count(topic, from, SubjectFilter.ALL, most);
        }
      };
    }
  },

  /// Subjects are told of messages that are not kept.
  TELLS_LOST_SUBJECTS {
    @Override
    TopicLog breakIt(TopicLog log) {
      return new Wrapper(log) {
        @Override
        public Map<Long, Subject> subjects(TopicRef topic, Set<Long> sequences) {
          return sequences.stream()
              .collect(Collectors.toMap(s -> s, _ -> new Subject(topic.name().value())));
        }
      };
    }
  },

  /// A replayed message is reported as a new one.
  HIDES_REPLAYS {
    @Override
    TopicLog breakIt(TopicLog log) {
      return new Wrapper(log) {
        @Override
        public AppendResult append(TopicRef topic, List<NewTopicMessage> messages) {
          return super.append(topic, messages) instanceof Appended(var entries)
              ? new Appended(
                  entries.stream()
                      .map(entry -> new Stored(entry.sequence(), Stored.Origin.FRESH))
                      .toList())
              : new NoSuchTopic();
        }
      };
    }
  };

  abstract TopicLog breakIt(TopicLog log);

  @Override
  public StorePorts apply(StorePorts ports) {
    return ports.withTopics(breakIt(ports.topics()));
  }

  /// A reader that skips messages.
  private static final class Skipping implements TopicReader {
    private final TopicReader inner;

    Skipping(TopicReader inner) {
      this.inner = inner;
    }

    @Override
    public Tail next(int max, Duration wait) throws InterruptedException {
      return inner.next(max, wait) instanceof Messages(var messages, var bounds)
          ? new Messages(
              messages.size() < 2 ? messages : messages.subList(1, messages.size()), bounds)
          : new Ended();
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  /// A topic log that passes every call to another one.
  private static class Wrapper implements TopicLog {
    private final TopicLog inner;

    Wrapper(TopicLog inner) {
      this.inner = inner;
    }

    @Override
    public ForwardResult forward(TopicRef topic, Source source, List<SourceMessage> messages) {
      return inner.forward(topic, source, messages);
    }

    @Override
    public void retire(TopicRef topic, SourceId source) {
      inner.retire(topic, source);
    }

    @Override
    public AppendResult append(TopicRef topic, List<NewTopicMessage> messages) {
      return inner.append(topic, messages);
    }

    @Override
    public ReadResult read(TopicRef topic, Query query) {
      return inner.read(topic, query);
    }

    @Override
    public Optional<Position> locate(TopicRef topic, Start start, SubjectFilter filter) {
      return inner.locate(topic, start, filter);
    }

    @Override
    public Optional<LogBounds> bounds(TopicRef topic) {
      return inner.bounds(topic);
    }

    @Override
    public Optional<LogState> state(TopicRef topic) {
      return inner.state(topic);
    }

    @Override
    public long count(TopicRef topic, long from, SubjectFilter filter, long most) {
      return inner.count(topic, from, filter, most);
    }

    @Override
    public Map<Long, Subject> subjects(TopicRef topic, Set<Long> sequences) {
      return inner.subjects(topic, sequences);
    }

    @Override
    public Optional<TopicReader> tail(TopicRef topic, long from) {
      return inner.tail(topic, from);
    }
  }
}

package io.edgemq.memory;

import io.edgemq.ports.out.TopicReader;
import java.time.Duration;

final class MemoryTopicReader implements TopicReader {
  private final Guard guard;
  private final MemoryTopic state;
  private long due;
  private boolean ended;

  MemoryTopicReader(Guard guard, MemoryTopic state, long from) {
    this.guard = guard;
    this.state = state;
    this.due = from;
  }

  @Override
  public Tail next(int max, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    return guard.lockedInterruptibly(
        () -> {
          while (true) {
            guard.requireOpen();
            if (ended || state.isRemoved()) {
              return new Ended();
            }
            state.trim(guard.instant());
            var messages = state.from(due).stream().limit(max).toList();
            long left = deadline - System.nanoTime();
            if (!messages.isEmpty() || left <= 0) {
              due = messages.isEmpty() ? due : messages.getLast().sequence() + 1;
              return new Messages(messages, state.bounds());
            }
            long unused = state.changed().awaitNanos(left);
          }
        });
  }

  @Override
  public void close() {
    guard.uninterrupted(
        () -> {
          ended = true;
          state.changed().signalAll();
        });
  }
}

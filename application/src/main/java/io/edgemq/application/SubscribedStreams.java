package io.edgemq.application;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.ports.out.SubscriptionStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The streams that this process has open on behalf of subscriptions.
final class SubscribedStreams {
  private final SubscriptionStore store;
  private final Map<SubscriptionRef, Set<SubscribedStream>> open = new ConcurrentHashMap<>();
  private final Map<LiveStream, SubscribedStream> byStream = new ConcurrentHashMap<>();

  SubscribedStreams(SubscriptionStore store) {
    this.store = store;
  }

  /// Adds a stream, and brings it up to date with what happened while it was opened.
  void add(SubscribedStream stream) {
    byStream.put(stream.stream(), stream);
    open.compute(
        stream.ref(),
        (_, others) -> {
          var all = others == null ? ConcurrentHashMap.<SubscribedStream>newKeySet() : others;
          all.add(stream);
          return all;
        });
    stream.refresh(store);
  }

  /// Forgets a stream, if it was there.
  void remove(LiveStream closed) {
    var stream = byStream.remove(closed);
    if (stream != null) {
      open.computeIfPresent(
          stream.ref(),
          (_, all) -> {
            all.remove(stream);
            return all.isEmpty() ? null : all;
          });
    }
  }

  /// Brings the streams of a subscription up to date.
  void refresh(SubscriptionRef subscription) {
    open.getOrDefault(subscription, Set.of()).forEach(stream -> stream.refresh(store));
  }

  /// Brings every stream up to date.
  void refreshAll() {
    open.keySet().forEach(this::refresh);
  }

  /// The streams of a subscription.
  List<LiveStream> of(SubscriptionRef subscription) {
    return open.getOrDefault(subscription, Set.of()).stream()
        .map(SubscribedStream::stream)
        .toList();
  }
}

package io.edgemq.application;

import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubjectTree;
import io.edgemq.ports.in.StreamItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The streams that a feed serves, by what they want: those with the same filter are one group, and
/// get the same list of messages. A message touches the groups that want it and no others. Not
/// thread-safe.
final class LiveReaders {
  private final SubjectTree<Group> tree = new SubjectTree<>();
  private final Map<SubjectFilter, Group> groups = new HashMap<>();
  private final Map<LiveStream, Group> groupOf = new HashMap<>();
  private final List<Group> touched = new ArrayList<>();

  /// Streams with one filter, and what of a batch they want.
  private static final class Group {
    private final SubjectFilter filter;
    private final Set<LiveStream> members = new LinkedHashSet<>();
    private final List<StreamItem.Event> wanted = new ArrayList<>();
    private SubjectTree.@Nullable Filing<Group> filing;

    private Group(SubjectFilter filter) {
      this.filter = filter;
    }
  }

  /// From now on `stream`, which is not among them, gets what `filter` accepts.
  void add(LiveStream stream, SubjectFilter filter) {
    var group = groups.computeIfAbsent(filter, this::file);
    group.members.add(stream);
    groupOf.put(stream, group);
  }

  private Group file(SubjectFilter filter) {
    var group = new Group(filter);
    group.filing = tree.add(filter, group);
    return group;
  }

  /// From now on `stream` gets nothing. Answers whether it was among them.
  boolean remove(LiveStream stream) {
    var group = groupOf.remove(stream);
    if (group == null) {
      return false;
    }
    group.members.remove(stream);
    dropIfEmpty(group);
    return true;
  }

  private void dropIfEmpty(Group group) {
    if (group.members.isEmpty() && group.filing != null) {
      groups.remove(group.filter);
      tree.remove(group.filing);
      group.filing = null;
    }
  }

  /// Offers a batch to those that want something of it: each stream is locked and its reader woken
  /// once. Who does not take it is among them no more.
  void handOut(List<StreamItem.Event> batch) {
    for (var event : batch) {
      tree.find(
          event.message().message().subject(),
          group -> {
            if (group.wanted.isEmpty()) {
              touched.add(group);
            }
            group.wanted.add(event);
          });
    }
    touched.forEach(this::handOut);
    touched.clear();
  }

  private void handOut(Group group) {
    group.members.removeIf(
        stream -> {
          boolean leaves = !stream.offer(group.wanted);
          if (leaves) {
            groupOf.remove(stream);
          }
          return leaves;
        });
    group.wanted.clear();
    dropIfEmpty(group);
  }

  /// Removes all and answers them.
  List<LiveStream> clear() {
    var all = List.copyOf(groupOf.keySet());
    all.forEach(this::remove);
    return all;
  }
}

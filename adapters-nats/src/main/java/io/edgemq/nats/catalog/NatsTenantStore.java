package io.edgemq.nats.catalog;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.Row;
import io.edgemq.jetstream.table.View;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.TenantStore;
import io.edgemq.store.ChangeFeed;
import io.edgemq.store.Pages;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// [TenantStore] in its own bucket, whose keys are the ids. While the cluster is lost it serves the
/// tenants that it knows; it does not claim that others do not exist.
///
/// Tenants that an earlier version kept in the catalog are moved by whoever may write, when it
/// starts and after each change that it makes. Until then they are read where they are.
public final class NatsTenantStore implements TenantStore, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NatsTenantStore.class.getName());

  private final ReplicatedTable<Tenant> table;
  private final EarlierTenants earlier;
  private final ChangeFeed<TenantId> feed;
  private @Nullable Thread moving;

  public NatsTenantStore(ReplicatedTable<Tenant> table, ReplicatedTable<CatalogRow> catalog) {
    this.table = table;
    this.earlier = new EarlierTenants(catalog);
    this.feed = new ChangeFeed<>(table::requireOpen);
    table.onChange(this::tell);
    earlier.onChange(this::tell);
  }

  /// Begins to move what an earlier version left, if there is any. Returns at once. The servers do
  /// not answer a process that may not write; then the tenants stay where they are.
  public void start() {
    if (!earlier.isEmpty()) {
      moving = Thread.ofVirtual().name("edgemq-nats-tenants").start(this::move);
    }
  }

  private void move() {
    try {
      earlier.moveTo(table);
      LOG.log(System.Logger.Level.INFO, "the tenants were moved into a bucket of their own");
    } catch (StoreException mayNot) {
      if (Thread.currentThread().isInterrupted()) {
        return; // the store is being closed
      }
      LOG.log(
          System.Logger.Level.INFO,
          "tenants of an earlier version stay in the catalog until a process with --role control"
              + " or all starts; reason={0}",
          mayNot.getMessage());
    }
  }

  @Override
  public boolean create(Tenant tenant) {
    var key = tenant.id().value();
    return change(
        view ->
            view.get(key).isPresent() || earlier.known(tenant.id()).isPresent()
                ? Decision.none(false)
                : Decision.one(new Edit.Put<>(key, tenant), true));
  }

  @Override
  public boolean replace(Tenant before, Tenant after) {
    if (!before.id().equals(after.id())) {
      throw new IllegalArgumentException("two tenants");
    }
    return change(
        view ->
            known(view, before.id()).filter(before::equals).isPresent()
                ? Decision.one(new Edit.Put<>(before.id().value(), after), true)
                : Decision.none(false));
  }

  private boolean change(Function<View<Tenant>, Decision<Tenant, Boolean>> decide) {
    boolean changed = table.change(decide).result();
    if (changed && !earlier.isEmpty()) {
      move();
    }
    return changed;
  }

  private Optional<Tenant> known(View<Tenant> view, TenantId id) {
    return view.get(id.value()).map(Row::value).or(() -> earlier.known(id));
  }

  @Override
  public Optional<Tenant> find(TenantId id) {
    return known(table.view(), id)
        .or(() -> table.find(id.value(), _ -> true).map(Row::value))
        .or(() -> earlier.find(id));
  }

  @Override
  public Slice<Tenant> list(Paging paging) {
    if (earlier.isEmpty()) {
      return Pages.ofSome(table.view().rows(), paging, row -> Optional.ofNullable(row.readable()));
    }
    var all = new TreeMap<>(earlier.all());
    table
        .view()
        .rows()
        .forEach(
            (id, row) -> {
              all.remove(id);
              Optional.ofNullable(row.readable()).ifPresent(tenant -> all.put(id, tenant));
            });
    return Pages.of(all, paging, tenant -> tenant);
  }

  @Override
  public Changes<TenantId> changes() {
    return feed.follow();
  }

  private void tell(String key) {
    try {
      feed.changed(new TenantId(key));
    } catch (IllegalArgumentException noId) {
      LOG.log(System.Logger.Level.DEBUG, "a row that is no tenant's; key=" + key, noId);
    }
  }

  /// Lets whoever waits for changes look again. For the table's end.
  public void wake() {
    feed.wake();
  }

  /// Stops moving.
  @Override
  public void close() {
    if (moving != null) {
      moving.interrupt();
    }
  }
}

package org.datawarp.pipeline.download;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.datawarp.model.Secrets;
import org.datawarp.model.error.SourceUnreadableException;

/**
 * The files that were ever fetched: {@code <YYYY-MM>/<file>} with {@code <file>.sha256} and {@code
 * <file>.meta}, and {@code .index.json} over them. No version is ever overwritten: other bytes at
 * the same address become a new file, and the old one stays in the entry's {@code previous}.
 *
 * <p>Safe for several threads and programs: those that want the same address wait for each other,
 * others work at the same time (at most two connections a host and program). After a kill the old
 * state or the new one is there; what had arrived is resumed.
 */
public final class DownloadCache {
  private final Path folder;
  private final Clock clock;
  private final CacheStore store;
  private final AddressRules addresses;
  private final RemoteFetch remote;
  private final LocalFetch local;
  private final AtomicBoolean isSwept = new AtomicBoolean();

  /** Builds the cache in its folder; nothing is created or connected before it is needed. */
  public DownloadCache(Path folder, DownloadSettings settings, Clock clock) {
    this(folder, settings, clock, RetryDelay::sleep);
  }

  DownloadCache(Path folder, DownloadSettings settings, Clock clock, RetryDelay pause) {
    this(folder, settings, clock, pause, AddressRules.standard(settings.privateHosts()));
  }

  DownloadCache(
      Path folder,
      DownloadSettings settings,
      Clock clock,
      RetryDelay pause,
      AddressRules addresses) {
    this.folder = folder.toAbsolutePath().normalize();
    this.clock = clock;
    this.addresses = addresses;
    this.store = new CacheStore(this.folder, clock);
    Transfer transfer = new Transfer(new HttpFetcher(settings, addresses), settings, clock, pause);
    this.remote = new RemoteFetch(store, new PageStore(this.folder), transfer, clock);
    this.local = new LocalFetch(store, settings, clock);
  }

  /**
   * Gives the data file behind an address, from the cache when it is still current. The returned
   * file's bytes were just proven by their hash.
   *
   * @throws SourceUnreadableException if a web page came instead, an empty file, or a folder
   * @throws org.datawarp.model.error.SourceUnavailableException if it cannot be had, or is not in
   *     the cache with {@link FetchMode#OFFLINE}
   * @throws org.datawarp.model.error.RefusedException if it is larger than the settings allow
   * @throws org.datawarp.model.error.StorageException if the cache cannot be written, or its copy
   *     is damaged with {@link FetchMode#OFFLINE}
   * @throws org.datawarp.model.error.UsageException if the location is no address and no path
   * @throws org.datawarp.model.error.InterruptedRunException if the thread was interrupted
   */
  public CachedFile fetch(FetchRequest request) {
    Fetched fetched = fetchAny(request);
    if (fetched instanceof CachedFile file) {
      return file;
    }
    Page page = (Page) fetched;
    String title = PageText.findTitle(page.text()).map(text -> " ('" + text + "')").orElse("");
    throw new SourceUnreadableException(
        "a web page came instead of a data file" + title + ": " + page.url(),
        "open it in a browser: the file may have moved, or wants a login");
  }

  /** Gives what is behind an address: a data file, as {@link #fetch} does, or a web page. */
  public Fetched fetchAny(FetchRequest request) {
    Location location = Location.parse(request.location());
    if (request.mode() != FetchMode.OFFLINE && isSwept.compareAndSet(false, true)) {
      StalePartFiles.sweep(folder, clock);
      store.blotOutSecrets();
    }
    if (location instanceof Location.Remote address) {
      return remote.fetch(address, request);
    }
    return local.fetch((Location.Local) location, request);
  }

  /**
   * Refuses a link that leads from a page of a public server into a private network.
   *
   * @param page the page's address after redirects
   * @param link the link's absolute address
   * @throws org.datawarp.model.error.RefusedException naming both
   */
  public void requireFollowable(URI page, URI link) {
    if (page.getHost() != null && link.getHost() != null) {
      addresses.requireAllowed(
          page.getHost(), link.getHost(), Secrets.blotted(page + " links to " + link));
    }
  }

  /** Lists what is in the cache, by address; reads the index only. */
  public List<CacheEntry> entries() {
    return store.list();
  }

  /** Notes that the files of these addresses (as in {@link CachedFile#url}) are used now. */
  public void touch(Collection<String> urls) {
    store.use(urls, null);
  }

  /** Builds the index again from the {@code .meta} files; returns the number of addresses. */
  public int rebuild() {
    return store.rebuild();
  }

  /**
   * Takes a file out of the index, before its owner moves or deletes it together with its {@code
   * .sha256} and {@code .meta}. The version before it, if there is one, becomes the current one.
   */
  public void forget(Path file) {
    store.forget(List.of(file));
  }

  /** Returns the file of the index, which need not exist. */
  public Path indexFile() {
    return folder.resolve(".index.json");
  }

  /**
   * Writes the index as it would be without some files, for a caller who puts it in its place with
   * the files' removal. Of an address with an older version that one becomes the current one.
   */
  public void draftIndexWithout(Path target, Collection<Path> files) {
    store.draftWithout(target, files);
  }

  /**
   * Writes the index with some files as an older copy of it has them: what takes back an index that
   * {@link #draftIndexWithout} or this method wrote. Other entries stay as they are now.
   */
  public void draftIndexAs(Path target, Path oldIndex, Collection<Path> files) {
    store.draftAs(target, oldIndex, files);
  }
}

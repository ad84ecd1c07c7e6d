/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Replies;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.transport.InProcessTransport;
import org.unifiedembedding.sharding.transport.Mailbox;
import org.unifiedembedding.sharding.transport.Transport;
import org.unifiedembedding.sharding.wire.ValueFormat;

/**
 * Reaches shards by sockets, one connection a host, for all workers of this JVM; shards of this JVM
 * directly, where whoever waits works. Any number of requests may be open at a time; those of one
 * sender to one shard arrive in the order in which they were sent.
 *
 * <p>A host that is lost is waited for, and so is a new topology. What is refused then is refused
 * as UNREACHABLE, or as OTHER_INCARNATION when a new topology has no place for the host.
 * Thread-safe.
 */
public final class SocketTransport implements Transport, AutoCloseable {

  private record Links(long incarnation, List<HostAddress> hosts, Map<HostAddress, HostLink> all) {}

  private final Link link;
  private final ValueFormat format;
  private final InProcessTransport direct;
  private final Watch watch;
  private final Map<HostAddress, TrafficCounter> counters = new ConcurrentHashMap<>();
  private volatile Links links;

  /**
   * A transport of a topology.
   *
   * @param local the shards of this JVM by number; no socket is used for them
   */
  public SocketTransport(
      Link link, ValueFormat format, Map<Integer, Mailbox> local, Topology topology) {
    this.link = link;
    this.format = format;
    direct = new InProcessTransport(local);
    watch = new Watch("shard-links-watch", link.settings());
    links = links(topology, Map.of());
  }

  /**
   * Goes over to a new topology. Requests to hosts that are no longer in it are refused.
   *
   * @throws IllegalArgumentException when the incarnation is not above the present one
   */
  public synchronized void topology(Topology topology) {
    Links old = links;
    if (topology.incarnation() <= old.incarnation()) {
      throw new IllegalArgumentException(
          "Invalid incarnation: "
              + topology.incarnation()
              + " (must be above "
              + old.incarnation()
              + ")");
    }
    links = links(topology, old.all());
    Map<HostAddress, HostLink> gone = new HashMap<>(old.all());
    gone.keySet().removeAll(links.all().keySet());
    gone.forEach((address, host) -> host.giveUp(otherIncarnation(address, topology)));
  }

  private Links links(Topology topology, Map<HostAddress, HostLink> present) {
    if (topology.hosts().size() != link.shape().shards() + 1) {
      throw new IllegalArgumentException(
          "Invalid topology: "
              + topology.hosts().size()
              + " shards (must be "
              + (link.shape().shards() + 1)
              + ")");
    }
    Map<HostAddress, HostLink> all = new HashMap<>();
    for (HostAddress address : new HashSet<>(topology.hosts())) {
      HostLink known = present.get(address);
      all.put(address, known == null ? newLink(address) : known);
    }
    return new Links(topology.incarnation(), topology.hosts(), all);
  }

  private HostLink newLink(HostAddress address) {
    TrafficCounter counter = counters.computeIfAbsent(address, a -> new TrafficCounter());
    return new HostLink(address, link, format, watch, counter);
  }

  private static Answer.Refused otherIncarnation(HostAddress address, Topology topology) {
    return new Answer.Refused(
        Answer.Reason.OTHER_INCARNATION,
        address + " has no shard in incarnation " + topology.incarnation());
  }

  @Override
  public void send(Request request, Replies replies) {
    if (direct.has(request.shard())) {
      direct.send(request, replies);
      return;
    }
    Links now = links;
    HostLink host = now.all().get(now.hosts().get(request.shard()));
    if (host == null) {
      throw new IllegalStateException("Shard " + request.shard() + " has no host");
    }
    host.send(request, replies);
  }

  @Override
  public boolean await(BooleanSupplier condition, long timeoutNanos) {
    return direct.await(condition, timeoutNanos);
  }

  /** What went to and came from each host so far. */
  public Map<HostAddress, Traffic> metrics() {
    return counters.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().snapshot()));
  }

  /** Ends all connections; what is open is refused. */
  @Override
  public synchronized void close() {
    var refusal = new Answer.Refused(Answer.Reason.UNREACHABLE, "the transport was closed");
    links.all().values().forEach(host -> host.giveUp(refusal));
    watch.close();
  }
}

package org.datawarp.pipeline.download;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.error.RefusedException;

/**
 * Which servers a public one may redirect or link to: not this machine, its link (where clouds keep
 * their credentials, at 169.254.169.254) nor a private network, unless the host is allowed by name.
 * What is inside already may redirect anywhere.
 */
final class AddressRules {
  private final Resolver resolver;
  private final Classes classes;
  private final List<String> allowed;

  /** Looks names up. */
  @FunctionalInterface
  interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  /** Tells addresses apart. */
  @FunctionalInterface
  interface Classes {
    /** Tells whether an address belongs to this machine, its link or a private network. */
    boolean isInner(InetAddress address);
  }

  AddressRules(Resolver resolver, Classes classes, List<String> allowed) {
    this.resolver = resolver;
    this.classes = classes;
    this.allowed = List.copyOf(allowed);
  }

  /** Makes the rules with the system's names and the registries' networks. */
  static AddressRules standard(List<String> allowed) {
    return new AddressRules(
        host -> List.of(InetAddress.getAllByName(host)), AddressRules::isInner, allowed);
  }

  /**
   * Finds the address for which a redirect is refused.
   *
   * @param from the host that redirects
   * @param to the host it redirects to
   */
  Optional<String> findRefused(String from, String to) {
    if (from.equalsIgnoreCase(to)
        || allowed.contains("*")
        || allowed.stream().anyMatch(host -> host.equalsIgnoreCase(to))) {
      return Optional.empty();
    }
    return findInner(to)
        .filter(address -> findInner(from).isEmpty())
        .map(InetAddress::getHostAddress);
  }

  /**
   * Refuses a redirect or link.
   *
   * @param what the step as it is told, with both addresses
   */
  void requireAllowed(String from, String to, String what) {
    Optional<String> inner = findRefused(from, to);
    if (inner.isPresent()) {
      throw new RefusedException(
          what + ", in a private network (" + inner.get() + "): it is not followed",
          "if that is right, name the host in downloads.private_hosts of the configuration");
    }
  }

  /** A name that only a proxy can look up counts as public. */
  private Optional<InetAddress> findInner(String host) {
    try {
      return resolver.resolve(host.replaceAll("^\\[|]$", "")).stream()
          .filter(classes::isInner)
          .findFirst();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Tells whether an address is none of the public internet's.
   *
   * <p>Source: IANA IPv4 and IPv6 Special-Purpose Address Registries.
   */
  static boolean isInner(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    if (address instanceof Inet4Address) {
      int first = bytes[0] & 0xff;
      int second = bytes[1] & 0xff;
      return first == 0
          || first >= 240
          || (first == 100 && second >= 64 && second <= 127)
          || (first == 192 && second == 0 && bytes[2] == 0)
          || (first == 198 && (second == 18 || second == 19));
    }
    boolean isUniqueLocal = (bytes[0] & 0xfe) == 0xfc;
    return isUniqueLocal || findEmbedded(bytes).map(AddressRules::isInner).orElse(false);
  }

  /** The IPv4 address inside one of NAT64 (64:ff9b::/96), 6to4 (2002::/16) or ::/96. */
  private static Optional<InetAddress> findEmbedded(byte[] bytes) {
    byte[] nat64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] head = Arrays.copyOf(bytes, nat64.length);
    if (Arrays.equals(head, nat64) || Arrays.equals(head, new byte[nat64.length])) {
      return Optional.of(address(Arrays.copyOfRange(bytes, 12, 16)));
    }
    return bytes[0] == 0x20 && bytes[1] == 0x02
        ? Optional.of(address(Arrays.copyOfRange(bytes, 2, 6)))
        : Optional.empty();
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}

package io.machinenativeops.platform.address;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses with the same first bits, written in CIDR notation (RFC 4632, RFC 4291): {@code 203.0.113.0/24},
 * {@code 2001:db8::/32}, or one address alone. No name is ever resolved.
 */
public final class AddressRange {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");

    private final byte[] network;
    private final int length;

    private AddressRange(byte[] network, int length) {
        this.network = network;
        this.length = length;
    }

    /**
     * Reads a range. Settings find it by its name.
     *
     * @throws IllegalArgumentException if it is none, or names bits behind its length
     */
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        var address = address(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no range: expected such as 203.0.113.0/24 or 2001:db8::/32"));
        int most = address.length * Byte.SIZE;
        var digits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
        if (!LENGTH.matcher(digits).matches() || Integer.parseInt(digits) > most) {
            throw new IllegalArgumentException("'" + text + "' has the length '" + digits + "': expected 0 to " + most);
        }
        var range = new AddressRange(address, Integer.parseInt(digits));
        for (int bit = range.length; bit < most; bit++) {
            if (bit(address, bit) != 0) {
                throw new IllegalArgumentException(
                        "'" + text + "' has bits behind its length: expected the first address of the range");
            }
        }
        return range;
    }

    /** Whether one of the ranges holds the address; where there are none, all addresses are let in. */
    public static boolean admit(List<AddressRange> ranges, String source) {
        if (ranges.isEmpty()) {
            return true;
        }
        return ranges.stream().anyMatch(range -> range.holds(source));
    }

    /** Whether it holds the address; what is no address is in no range. */
    public boolean holds(String source) {
        return address(source).filter(this::contains).isPresent();
    }

    private boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < length; bit++) {
            if (bit(address, bit) != bit(network, bit)) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] address, int bit) {
        return (address[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE)) & 1;
    }

    private static Optional<byte[]> address(String text) {
        return literal(text).map(InetAddress::getAddress);
    }

    /**
     * Reads an address that is written in full; nothing else is one, and no name is resolved. An IPv4 address that is written as
     * IPv6 ({@code ::ffff:203.0.113.7}) is the IPv4 address.
     */
    public static Optional<InetAddress> literal(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}

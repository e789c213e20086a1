package io.machinenativeops.gateway;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.machinenativeops.platform.address.AddressRange;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Where a request comes from. What it says of that itself is believed only from proxies that are trusted, since everybody can
 * write it.
 *
 * @param address of the caller, without zone or port
 * @param scheme {@code http} or {@code https}, as the caller sees it
 * @param host with port, as the caller wrote it; null where HTTP knows none
 */
public record Origin(
        String address, String scheme, @Nullable String host) {

    private static final String ATTRIBUTE = Origin.class.getName();
    private static final String HTTPS = "https";
    private static final Set<String> SCHEMES = Set.of("http", HTTPS);
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::\\d{1,5})?");

    /** Some proxies write the port too. */
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^]]+)](?::\\d{1,5})?|([0-9.]+):\\d{1,5}");

    /** Finds it out, and leaves it with the request. */
    static Origin of(HttpServletRequest request, List<AddressRange> trusted) {
        var peer = withoutZone(request.getRemoteAddr());
        var host = request.getHeader(HttpHeaders.HOST);
        var origin = isTrusted(peer, trusted)
                ? new Origin(
                        address(peer, request, trusted),
                        scheme(request),
                        last(request, "X-Forwarded-Host")
                                .filter(said -> HOST.matcher(said).matches())
                                .orElse(host))
                : new Origin(peer, request.getScheme(), host);
        request.setAttribute(ATTRIBUTE, origin);
        return origin;
    }

    /** What was found out. */
    public static Origin of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Origin origin ? origin : of(request, List.of());
    }

    boolean isSecure() {
        return scheme.equals(HTTPS);
    }

    /** Each proxy adds whom it heard; so the last that is no proxy of ours is the caller, and what stands before it is a claim. */
    private static String address(String peer, HttpServletRequest request, List<AddressRange> trusted) {
        var address = peer;
        for (var heard : said(request, "X-Forwarded-For").reversed()) {
            var next = literal(heard);
            if (next == null) {
                return address;
            }
            address = next;
            if (!isTrusted(address, trusted)) {
                return address;
            }
        }
        return address;
    }

    private static String scheme(HttpServletRequest request) {
        return last(request, "X-Forwarded-Proto")
                .map(said -> said.toLowerCase(Locale.ROOT))
                .filter(SCHEMES::contains)
                .orElse(request.getScheme());
    }

    private static boolean isTrusted(String address, List<AddressRange> trusted) {
        return trusted.stream().anyMatch(range -> range.holds(address));
    }

    private static Optional<String> last(HttpServletRequest request, String header) {
        var said = said(request, header);
        return said.isEmpty() ? Optional.empty() : Optional.of(said.getLast());
    }

    private static List<String> said(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header)).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .toList();
    }

    private static @Nullable String literal(String written) {
        var matcher = WITH_PORT.matcher(written);
        var address = !matcher.matches() ? written : matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return AddressRange.literal(address).map(InetAddress::getHostAddress).orElse(null);
    }

    /** Which interface of this machine an address was seen on is nothing that a key can be bound to. */
    private static String withoutZone(String address) {
        var zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}

package io.machinenativeops.teamrbac.signin;

import java.io.Serializable;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where a request comes from.
 *
 * @param address as the gateway tells it, which replaces what callers claim
 */
record ClientAddress(String address) implements Serializable {

    static ClientAddress of(HttpServletRequest request) {
        var forwarded = request.getHeader("X-Forwarded-For");
        return new ClientAddress(forwarded == null ? request.getRemoteAddr() : forwarded.split(",", 2)[0].strip());
    }
}

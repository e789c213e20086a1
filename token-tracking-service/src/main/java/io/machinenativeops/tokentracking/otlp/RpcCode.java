package io.machinenativeops.tokentracking.otlp;

import org.springframework.http.HttpStatus;

/** Numbers of {@code google.rpc.Code}. */
final class RpcCode {

    private static final int INVALID_ARGUMENT = 3;
    private static final int PERMISSION_DENIED = 7;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;
    private static final int UNAUTHENTICATED = 16;

    private RpcCode() {}

    static int of(HttpStatus status) {
        return switch (status) {
            case UNAUTHORIZED -> UNAUTHENTICATED;
            case FORBIDDEN -> PERMISSION_DENIED;
            case TOO_MANY_REQUESTS, CONTENT_TOO_LARGE -> RESOURCE_EXHAUSTED;
            case SERVICE_UNAVAILABLE -> UNAVAILABLE;
            default -> status.is4xxClientError() ? INVALID_ARGUMENT : INTERNAL;
        };
    }
}

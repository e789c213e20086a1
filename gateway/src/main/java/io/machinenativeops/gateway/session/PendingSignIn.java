package io.machinenativeops.gateway.session;

/**
 * A sign-in on its way: what must come back with the answer.
 *
 * @param browser digest of the cookie that the browser got, so that nobody finishes in another's browser
 * @param verifier of RFC 7636
 * @param nonce to stand in the ID token
 * @param returnTo where the browser goes then: a path of ours
 */
record PendingSignIn(String browser, String verifier, String nonce, String returnTo) {

    @Override
    public String toString() {
        return "a sign-in that leads to " + returnTo;
    }
}

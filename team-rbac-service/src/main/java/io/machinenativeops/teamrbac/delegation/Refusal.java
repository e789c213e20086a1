package io.machinenativeops.teamrbac.delegation;

/** Why somebody may not do something. The detail is for the one who asked. */
public record Refusal(Reason reason, String detail) {

    /** What stands against it. */
    public enum Reason {
        /** The organisation has no such team or project. */
        NO_SUCH_SCOPE,
        NO_SUCH_ROLE,
        NO_SUCH_MEMBER,
        /** The permission to manage such things is missing. */
        LACKS_PERMISSION,
        /** It would give more than the one who gives has. */
        BEYOND_OWN,
        /** It would last longer than what the one who gives has. */
        OUTLASTS_OWN,
        /** It would touch somebody who has more. */
        ABOVE_OWN,
        BUILT_IN_ROLE,
        ONESELF,
        NOT_THE_OWNER,
        /** Only a user can. */
        NOT_A_USER,
        /** Nobody would own the organisation any more. */
        LAST_OWNER
    }
}

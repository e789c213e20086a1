package io.machinenativeops.teamrbac.signin;

/** The words of the page. */
record SignInText(
        String title,
        String email,
        String password,
        String submit,
        String failed,
        String limited,
        String signedOut,
        String with,
        String failedElsewhere,
        String away,
        String unlinked) {

    private static final SignInText ENGLISH = new SignInText(
            "Sign in to MachineNativeOps",
            "E-mail address",
            "Password",
            "Sign in",
            "The address or the password is wrong.",
            "Too many tries. Wait a quarter of an hour, then try again.",
            "You are signed out.",
            "Sign in with {0}",
            "That sign-in did not succeed. Try again.",
            "{0} does not answer now. Sign in another way, or try again later.",
            "That sign-in is not linked to an account. If you have one with the same address, sign in with its password"
                    + " once, and it will be; else ask to be invited.");

    private static final SignInText CHINESE = new SignInText(
            "登入 MachineNativeOps",
            "電子郵件地址",
            "密碼",
            "登入",
            "電子郵件地址或密碼不正確。",
            "嘗試次數過多，請於十五分鐘後再試。",
            "您已登出。",
            "使用 {0} 登入",
            "登入未成功，請再試一次。",
            "{0} 目前沒有回應，請改用其他方式登入，或稍後再試。",
            "此登入尚未連結至帳號。若您已有相同電子郵件地址的帳號，請以密碼登入一次即可連結；若無帳號，請要求邀請。");

    static SignInText of(String language) {
        return language.equals("en") ? ENGLISH : CHINESE;
    }

    /** That a provider is away. */
    String away(String provider) {
        return away.replace("{0}", provider);
    }

    /** What stands on the button of a provider. */
    String with(String provider) {
        return with.replace("{0}", provider);
    }
}

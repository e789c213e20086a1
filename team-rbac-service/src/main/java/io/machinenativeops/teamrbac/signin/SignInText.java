package io.machinenativeops.teamrbac.signin;

/** The words of the page. */
record SignInText(
        String title, String email, String password, String submit, String failed, String limited, String signedOut) {

    private static final SignInText ENGLISH = new SignInText(
            "Sign in to MachineNativeOps",
            "E-mail address",
            "Password",
            "Sign in",
            "The address or the password is wrong.",
            "Too many tries. Wait a quarter of an hour, then try again.",
            "You are signed out.");

    private static final SignInText CHINESE =
            new SignInText("登入 MachineNativeOps", "電子郵件地址", "密碼", "登入", "電子郵件地址或密碼不正確。", "嘗試次數過多，請於十五分鐘後再試。", "您已登出。");

    static SignInText of(String language) {
        return language.equals("en") ? ENGLISH : CHINESE;
    }
}

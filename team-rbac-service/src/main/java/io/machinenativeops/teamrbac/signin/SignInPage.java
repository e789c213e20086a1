package io.machinenativeops.teamrbac.signin;

import java.util.HashMap;
import java.util.Map;

import io.machinenativeops.platform.page.PlainPage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.servlet.function.RenderingResponse;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** {@code GET /login}: HTML that needs no script, in the language of the browser. */
@Configuration(proxyBeanMethods = false)
class SignInPage {

    @Bean
    RouterFunction<ServerResponse> signInRoutes(Providers providers) {
        return RouterFunctions.route()
                .GET("/login", request -> page(request, providers))
                .build();
    }

    private static ServerResponse page(ServerRequest request, Providers providers) {
        var language = request.servletRequest().getLocale().getLanguage().equals("zh") ? "zh-Hant-TW" : "en";
        boolean limited = request.param("wait").isPresent();
        Map<String, Object> model = new HashMap<>();
        model.put("language", language);
        model.put("style", PlainPage.STYLE);
        var text = SignInText.of(language);
        model.put("text", text);
        model.put("failed", request.param("error").isPresent());
        model.put("failedElsewhere", request.param("failed").isPresent());
        model.put(
                "away",
                request.param("away")
                        .map(providers::of)
                        .map(provider -> text.away(provider.name()))
                        .orElse(null));
        model.put("unlinked", request.param("unlinked").isPresent());
        model.put("providers", providers.buttons(text));
        model.put("limited", limited);
        model.put("signedOut", request.param("logout").isPresent());
        request.attribute(CsrfToken.class.getName())
                .map(CsrfToken.class::cast)
                .ifPresent(token -> model.put("csrf", token.getToken()));
        return RenderingResponse.create("sign-in")
                .status(limited ? HttpStatus.TOO_MANY_REQUESTS : HttpStatus.OK)
                .header("Content-Language", language)
                .header("Cache-Control", "no-store")
                .modelAttributes(model)
                .build();
    }
}

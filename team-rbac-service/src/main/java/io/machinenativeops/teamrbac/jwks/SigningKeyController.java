package io.machinenativeops.teamrbac.jwks;

import io.machinenativeops.platform.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What an operator does when a signing key got into wrong hands. */
@RestController
@Tag(name = "signing keys")
final class SigningKeyController {

    private final SigningKeys keys;

    SigningKeyController(SigningKeys keys) {
        this.keys = keys;
    }

    @PostMapping("/internal/signing-keys/replace")
    @RequiresPermission("platform:operate")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "replaceSigningKeys",
            summary = "A new key signs at once, and tokens of all keys before are refused")
    void replace() {
        keys.replaceAll();
    }
}

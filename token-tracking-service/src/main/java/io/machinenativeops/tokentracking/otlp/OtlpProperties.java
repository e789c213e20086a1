package io.machinenativeops.tokentracking.otlp;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one export may bring.
 *
 * @param maxBody of a request, after decompression as well as before; spans may carry whole prompts, which are skipped
 */
@ConfigurationProperties("mno.otlp")
record OtlpProperties(@DefaultValue("32MB") DataSize maxBody) {}

package io.machinenativeops.e2e;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

import static org.awaitility.Awaitility.await;

/** The mail server that the stack of the tests sends to. */
final class Mailbox implements AutoCloseable {

    private static final Pattern LINK = Pattern.compile("http://localhost:[0-9]+/invitation/([A-Za-z0-9_-]{43})");

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    Mailbox() {
        server.start();
    }

    int port() {
        return server.getSmtp().getPort();
    }

    /** The end of the link in the invitation of an address. */
    String secretFor(String email) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> find(email), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> find(String email) {
        return Arrays.stream(server.getReceivedMessages())
                .filter(mail -> isTo(mail, email))
                .map(GreenMailUtil::getBody)
                .map(LINK::matcher)
                .filter(link -> link.find())
                .map(link -> link.group(1))
                .findFirst();
    }

    private static boolean isTo(MimeMessage mail, String email) {
        try {
            return mail.getAllRecipients()[0].toString().equals(email);
        } catch (MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}

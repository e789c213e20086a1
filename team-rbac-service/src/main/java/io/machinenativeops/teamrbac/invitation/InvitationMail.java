package io.machinenativeops.teamrbac.invitation;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;

/** Sends invitations beside requests. The secret is nowhere else, so a mail that is not sent is made anew. */
@Component
class InvitationMail {

    private static final Logger log = LoggerFactory.getLogger(InvitationMail.class);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final ObjectProvider<JavaMailSender> sender;
    private final InvitationProperties properties;
    private final InvitationRows rows;

    InvitationMail(ObjectProvider<JavaMailSender> sender, InvitationProperties properties, InvitationRows rows) {
        this.sender = sender;
        this.properties = properties;
        this.rows = rows;
    }

    /** What a mail says. */
    record Letter(String organizationId, String organizationName, String to, Secret secret, Instant expiresAt) {}

    void send(Letter letter) {
        Thread.ofVirtual().name("invitation-mail").start(() -> {
            boolean sent = false;
            try {
                sent = sendNow(letter);
            } catch (MailException failure) {
                log.warn("an invitation can't be sent: {}", failure.getMessage());
            }
            rows.delivered(letter.organizationId(), letter.secret(), sent);
        });
    }

    private boolean sendNow(Letter letter) {
        var transport = sender.getIfAvailable();
        if (transport == null || properties.host().isBlank()) {
            log.warn("an invitation is not sent: SMTP_HOST is not set");
            return false;
        }
        var mail = new SimpleMailMessage();
        mail.setFrom(properties.from());
        mail.setTo(letter.to());
        mail.setSubject("Invitation to " + letter.organizationName());
        mail.setText("""
                You are invited to join %s on MachineNativeOps.

                Accept here, until %s:
                %s/invitation/%s

                The link is for %s alone and works once. If you expected no invitation, do nothing.
                """.formatted(
                        letter.organizationName(),
                        DAY.format(letter.expiresAt()),
                        properties.url(),
                        letter.secret().text(),
                        letter.to()));
        transport.send(mail);
        return true;
    }
}

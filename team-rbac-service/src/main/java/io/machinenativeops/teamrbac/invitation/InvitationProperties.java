package io.machinenativeops.teamrbac.invitation;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How people are invited.
 *
 * @param host of the SMTP server; empty to send nothing
 * @param from the sender of mails
 * @param url of the platform, as people reach it
 * @param life how long an invitation may be accepted
 * @param resendAfter how long after a mail another may be sent
 * @param mostSends mails of one invitation
 * @param mostAnHour invitations an organisation makes in an hour
 */
@ConfigurationProperties("mno.invitation")
record InvitationProperties(
        String host,
        String from,
        String url,
        @DefaultValue("7d") Duration life,
        @DefaultValue("1m") Duration resendAfter,
        @DefaultValue("10") int mostSends,
        @DefaultValue("100") int mostAnHour) {}

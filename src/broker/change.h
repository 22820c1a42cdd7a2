/* SPDX-License-Identifier: ISC */
/*
 * Changes of names, modes and times: MKD, RMD, DELE, RNFR, RNTO, SITE CHMOD,
 * SITE UMASK, MDTM with a time; and ALLO, which asks for room. Each checks the
 * session's abilities and deny_file itself, and logs what the spec logs.
 */
#ifndef BROKER_CHANGE_H
#define BROKER_CHANGE_H

struct broker;
struct message;

void answer_make_dir(struct broker *broker, const struct message *message);
void answer_remove(struct broker *broker, const struct message *message);
void answer_rename_from(struct broker *broker, const struct message *message);
void answer_rename(struct broker *broker, const struct message *message);
void answer_set_mode(struct broker *broker, const struct message *message);
void answer_set_time(struct broker *broker, const struct message *message);
void answer_mask(struct broker *broker, const struct message *message);
void answer_room(struct broker *broker, const struct message *message);

#endif

/* SPDX-License-Identifier: ISC */
/* From the text of a value to the field of its row. For src/conf. */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include "conf/report.h"

/*
 * Sets the field of `row` to what `text` says. Whatever vsftpd takes gives the
 * value that vsftpd would use, with a warning where that may surprise; the rest
 * is a fault that leaves the field as it was. `text` is what follows the equals
 * sign, blanks and all: for a number they matter.
 */
void value_set(struct conf_load *load, const struct option_row *row,
    struct span text, const struct place *place);

#endif

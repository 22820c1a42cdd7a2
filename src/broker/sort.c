/* SPDX-License-Identifier: ISC */
/* Sorting names: see sort.h. Broker. Who makes names may choose a bad order. */
#include "broker/sort.h"

#include <string.h>

/* As few as are sorted faster one by one. */
#define FEW_SLOTS 12

/* Twice what ten million names need when each split is even: also the most
 * levels of recursion. */
#define SPLITS_MAX 48

static bool
is_name_less(const struct entry *a, const struct entry *b)
{
	size_t common = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->name, b->name, common);

	return order != 0 ? order < 0 : a->len < b->len;
}

static bool
is_less(const struct slot *a, const struct slot *b)
{
	return a->key != b->key ? a->key < b->key
	    : is_name_less(a->entry, b->entry);
}

static void
swap(struct slot *a, struct slot *b)
{
	struct slot kept = *a;

	*a = *b;
	*b = kept;
}

/* The slot goes down from `at` until no slot below it is greater. */
static void
sift(struct slot *heap, size_t at, size_t count)
{
	struct slot moved = heap[at];
	size_t below;

	while ((below = 2 * at + 1) < count) {
		if (below + 1 < count && is_less(&heap[below],
		    &heap[below + 1]))
			below++;
		if (!is_less(&moved, &heap[below]))
			break;
		heap[at] = heap[below];
		at = below;
	}
	heap[at] = moved;
}

/* Slower than to split, but no order of names makes it slow. */
static void
heap_sort(struct slot *slots, size_t count)
{
	for (size_t at = count / 2; at-- > 0;)
		sift(slots, at, count);
	while (count-- > 1) {
		swap(&slots[0], &slots[count]);
		sift(slots, 0, count);
	}
}

static void
insertion_sort(struct slot *slots, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct slot moved = slots[i];
		size_t at = i;

		for (; at > 0 && is_less(&moved, &slots[at - 1]); at--)
			slots[at] = slots[at - 1];
		slots[at] = moved;
	}
}

static struct slot
middle_of(const struct slot *a, const struct slot *b, const struct slot *c)
{
	if (is_less(b, a)) {
		const struct slot *greater = a;

		a = b;
		b = greater;
	}
	if (is_less(b, c))
		return *b;
	return is_less(a, c) ? *c : *a;
}

/* Into those up to a middle one and those from it on; how many are first. The
 * middle one stops both ways through the slots. */
static size_t
split(struct slot *slots, size_t count)
{
	struct slot middle = middle_of(&slots[0], &slots[count / 2],
	    &slots[count - 1]);
	size_t low = 0, high = count - 1;

	for (;;) {
		while (is_less(&slots[low], &middle))
			low++;
		while (is_less(&middle, &slots[high]))
			high--;
		if (low >= high)
			return high + 1;
		swap(&slots[low++], &slots[high--]);
	}
}

static void
sort_part(struct slot *slots, size_t count, unsigned splits_left)
{
	while (count > FEW_SLOTS) {
		size_t first;

		if (splits_left-- == 0) {	/* somebody chose the names */
			heap_sort(slots, count);
			return;
		}
		first = split(slots, count);
		sort_part(slots, first, splits_left);
		slots += first;
		count -= first;
	}
	insertion_sort(slots, count);
}

void
sort_slots(struct slot *slots, size_t count)
{
	sort_part(slots, count, SPLITS_MAX);
}
